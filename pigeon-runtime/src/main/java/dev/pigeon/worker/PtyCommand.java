package dev.pigeon.worker;

import com.pty4j.PtyProcess;
import com.pty4j.WinSize;
import com.pty4j.unix.Pty;
import com.pty4j.unix.UnixPtyProcess;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A command on a pseudo-terminal, as the leader of its session. */
final class PtyCommand implements Command {
  private static final byte END_OF_FILE = 4;

  private final PtyProcess process;
  private final Warden warden;
  private final ProcessGroup group;

  private PtyCommand(PtyProcess process, Warden warden) {
    this.process = process;
    this.warden = warden;
    group = new ProcessGroup(process.pid());
  }

  static PtyCommand start(Launch launch, TerminalSize size, Warden warden) throws IOException {
    PtyProcess process = process(launch, new WinSize(size.cols(), size.rows()));
    // Should the worker die before this line, the terminal goes with it and hangs the command up.
    warden.add(process.pid());
    return new PtyCommand(process, warden);
  }

  /**
   * Not by the builder that the library (0.13.12) wants to be used: it sets the size when the
   * command runs already and has perhaps asked, to be told 0 by 0.
   */
  @SuppressWarnings("deprecation")
  private static PtyProcess process(Launch launch, WinSize size) throws IOException {
    Pty pty = new Pty();
    try {
      pty.setWindowSize(size, null);
      String[] argv = launch.argv().toArray(new String[0]);
      String[] env =
          launch.env().entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .toArray(String[]::new);
      return new UnixPtyProcess(argv, env, launch.cwd().toString(), pty, null, false);
    } catch (IOException | RuntimeException e) {
      pty.close();
      throw e;
    }
  }

  @Override
  public Map<OutputChannel, InputStream> outputs() {
    return Map.of(OutputChannel.PTY, process.getInputStream());
  }

  @Override
  public OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  public void endInput() throws IOException {
    OutputStream out = process.getOutputStream();
    out.write(END_OF_FILE);
    out.flush();
  }

  /**
   * After half a line it only hands that half over, and it is lost where a program reads keys
   * instead of lines from then on.
   */
  @Override
  public boolean missesEndOfInput() {
    return true;
  }

  @Override
  public void signal(int number) {
    group.signalForeground(number);
    group.signal(number);
  }

  @Override
  public void resize(TerminalSize size) {
    try {
      process.setWinSize(new WinSize(size.cols(), size.rows()));
    } catch (IllegalStateException e) {
      // The terminal has just gone; nobody is left to see its size.
    }
  }

  @Override
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean endsWithLeader() {
    return true;
  }

  @Override
  public void close() {
    warden.remove(process.pid());
    // Not destroy(): it ends the whole group, and with it what the command left in the background.
    closeQuietly(process.getOutputStream());
    closeQuietly(process.getInputStream());
  }

  private static void closeQuietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      // A terminal that nobody has open any more has nothing left to lose.
    }
  }
}
