package dev.pigeon.worker;

import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.TerminalSize;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A command on three pipes. */
final class PipeCommand implements Command {
  private final Process process;
  private final Warden warden;
  private final ProcessGroup group;
  private final OutputStream input;
  private final Map<OutputChannel, InputStream> outputs = new EnumMap<>(OutputChannel.class);

  private PipeCommand(
      Process process, Warden warden, OutputStream input, InputStream out, InputStream err) {
    this.process = process;
    this.warden = warden;
    this.input = input;
    group = new ProcessGroup(process.pid());
    outputs.put(OutputChannel.STDOUT, out);
    outputs.put(OutputChannel.STDERR, err);
  }

  /** Starts it; {@code setsid} makes it the leader of a group that signals can be sent to. */
  static PipeCommand start(Launch launch, Warden warden) throws IOException {
    List<String> argv = new ArrayList<>();
    if (launch.setsid() != null) {
      argv.add(launch.setsid());
    }
    argv.addAll(launch.argv());
    ProcessBuilder builder = new ProcessBuilder(argv).directory(launch.cwd().toFile());
    Map<String, String> env = builder.environment();
    env.clear();
    env.putAll(launch.env());
    try (NativePipe in = new NativePipe();
        NativePipe out = new NativePipe();
        NativePipe err = new NativePipe()) {
      OutputStream input = new FileOutputStream(in.writeEnd());
      InputStream output = new FileInputStream(out.readEnd());
      InputStream errors = new FileInputStream(err.readEnd());
      long pipe = in.inode();
      warden.expect(pipe);
      try {
        Process process =
            builder
                .redirectInput(in.readEnd())
                .redirectOutput(out.writeEnd())
                .redirectError(err.writeEnd())
                .start();
        warden.add(process.pid(), pipe);
        return new PipeCommand(process, warden, input, output, errors);
      } catch (IOException e) {
        warden.expectNoLonger(pipe);
        input.close();
        output.close();
        errors.close();
        throw e;
      }
    }
  }

  @Override
  public Map<OutputChannel, InputStream> outputs() {
    return outputs;
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public void endInput() throws IOException {
    input.close();
  }

  @Override
  public boolean missesEndOfInput() {
    return false;
  }

  @Override
  public void signal(int number) {
    group.signal(number);
  }

  @Override
  public void resize(TerminalSize size) {
    // Pipes have no size.
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
    return false;
  }

  @Override
  public void close() {
    warden.remove(process.pid());
    closeQuietly(input);
    for (InputStream each : outputs.values()) {
      closeQuietly(each);
    }
  }

  private static void closeQuietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      // A pipe whose other end is gone has nothing left to lose.
    }
  }
}
