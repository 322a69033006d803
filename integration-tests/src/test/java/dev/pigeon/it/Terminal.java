package dev.pigeon.it;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import com.pty4j.unix.UnixPtyProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person's terminal at one machine: a window in which an interactive bash runs, what is typed
 * into it, and everything it ever showed. {@link #sees} reads on from where the last one ended.
 */
final class Terminal implements AutoCloseable {
  /** What the local shell asks with. */
  static final String LOCAL = "local$ ";

  static final String CTRL_C = "\003";
  static final String CTRL_D = "\004";
  static final String CTRL_Z = "\032";
  static final String ESCAPE = "\033";

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SHOWN = 3000;

  private final PtyProcess shell;
  private final Thread reader;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int mark;
  private boolean ended;

  private Terminal(PtyProcess shell) {
    this.shell = shell;
    reader = new Thread(this::read, "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  static Terminal open(Machine machine, Path cwd) throws Exception {
    return open(machine, cwd, Map.of());
  }

  /**
   * Opens a window of 80 columns and 24 rows, and waits for the local shell's prompt.
   *
   * @param variables laid over the machine's environment
   */
  static Terminal open(Machine machine, Path cwd, Map<String, String> variables) throws Exception {
    Map<String, String> env = new HashMap<>(machine.environment());
    env.put("TERM", "xterm-256color");
    env.put("LANG", "C.UTF-8");
    env.put("PS1", LOCAL);
    env.putAll(variables);
    PtyProcess process =
        new PtyProcessBuilder(
                new String[] {
                  // Whoever runs the tests under nohup has them ignore HUP; a terminal does not.
                  "/usr/bin/env",
                  "--default-signal",
                  "/bin/bash",
                  "--noprofile",
                  "--norc",
                  "--noediting",
                  "-i"
                })
            .setEnvironment(env)
            .setDirectory(cwd.toString())
            .setInitialColumns(80)
            .setInitialRows(24)
            .start();
    Terminal terminal = new Terminal(process);
    terminal.sees(LOCAL);
    return terminal;
  }

  /** Types characters as they are. */
  Terminal type(String text) throws IOException {
    shell.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    shell.getOutputStream().flush();
    return this;
  }

  /** Types a line and Enter. */
  Terminal line(String text) throws IOException {
    return type(text + "\r");
  }

  Terminal resize(int cols, int rows) {
    shell.setWinSize(new WinSize(cols, rows));
    return this;
  }

  /** Waits until the window has shown {@code text} since the last call. */
  Terminal sees(String text) throws InterruptedException {
    sees(Pattern.compile(Pattern.quote(text)));
    return this;
  }

  /** The same for a pattern; returns what matched. */
  Matcher sees(Pattern pattern) throws InterruptedException {
    return sees(pattern, LIMIT);
  }

  synchronized Matcher sees(Pattern pattern, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Matcher matcher = pattern.matcher(since(mark));
      if (matcher.find()) {
        mark += since(mark).substring(0, matcher.end()).getBytes(StandardCharsets.UTF_8).length;
        return matcher;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || ended) {
        throw new AssertionError(
            "not seen"
                + (ended ? ", the window has closed: " : " within " + limit.toMillis() + " ms: ")
                + pattern
                + "\n--- shown since the last thing seen\n"
                + readable(since(mark))
                + "\n--- before that\n"
                + readable(before()));
      }
      wait(Math.max(1, left / 1_000_000));
    }
  }

  /** Runs a line in the shell that has the prompt {@link #LOCAL}; returns what it printed. */
  String local(String text) throws Exception {
    line(text + "; echo \"=$?=\"");
    sees("\"=$?=\"");
    Matcher seen = sees(Pattern.compile("(?s)(.*?)=\\d+=\r\n\\Q" + LOCAL + "\\E"));
    return seen.group(1).replace("\r", "").strip();
  }

  /** Everything shown so far. */
  synchronized String shown() {
    return since(0);
  }

  long pid() {
    return shell.pid();
  }

  /** Closes the window: what runs in it is hung up. */
  @Override
  public void close() {
    ((UnixPtyProcess) shell).hangup();
    try {
      if (!shell.waitFor(5, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
      reader.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = shell.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (this) {
          bytes.write(buffer, 0, count);
          notifyAll();
        }
      }
    } catch (IOException e) {
      // The window has closed.
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  private String since(int from) {
    byte[] all = bytes.toByteArray();
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  private String before() {
    String all = new String(bytes.toByteArray(), 0, mark, StandardCharsets.UTF_8);
    return all.substring(Math.max(0, all.length() - SHOWN));
  }

  private static String readable(String text) {
    String end = text.length() > SHOWN ? "…" + text.substring(text.length() - SHOWN) : text;
    return end.replace("\033", "\\e")
        .replace("\007", "\\a")
        .replace("\r\n", "\n")
        .replace("\r", "\\r");
  }
}
