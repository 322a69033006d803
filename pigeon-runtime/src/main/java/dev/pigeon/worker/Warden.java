package dev.pigeon.worker;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Has the commands of this worker ended if the worker dies. Stands for a small shell process that
 * reads what runs from a pipe; the pipe's end is the worker's end, however it came. A warden that
 * dies is replaced. Trouble with it is logged and never keeps a command from running.
 */
final class Warden implements AutoCloseable {
  /** What its command line ends with, followed by the worker's process id. */
  static final String NAME = "pigeon-warden";

  private static final int NO_PROCESS = 0;
  private static final long NO_PIPE = 0;
  private static final long SOUND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_EARLY_ENDS = 3;
  private static final long PATIENCE_MILLIS = 1000;

  private final WorkerLog log;
  private final String setsid;
  private final Map<Long, Long> running = new LinkedHashMap<>();
  private Process process;
  private long started;
  private int earlyEnds;
  private boolean failing;
  private boolean closed;

  /**
   * @param setsid the path of setsid(1); null if this machine has none
   */
  Warden(WorkerLog log, String setsid) {
    this.log = log;
    this.setsid = setsid;
  }

  /** Starts it unless it runs, so that the first command need not wait for that. */
  synchronized void start() {
    if (closed || process != null && process.isAlive()) {
      return;
    }
    try {
      process = launch();
    } catch (IOException e) {
      fail("cannot be started: " + e.getMessage());
      return;
    }
    started = System.nanoTime();
    Process current = process;
    current.onExit().thenRun(() -> ended(current));
    for (Map.Entry<Long, Long> each : running.entrySet()) {
      tell("add " + each.getKey() + ' ' + each.getValue());
    }
  }

  /**
   * A command is about to start.
   *
   * @param pipe the inode of the pipe that is its standard input
   */
  synchronized void expect(long pipe) {
    start();
    tell("expect " + pipe);
  }

  /** An expected command was not started. */
  synchronized void expectNoLonger(long pipe) {
    tell("del " + NO_PROCESS + ' ' + pipe);
  }

  /**
   * A command has started.
   *
   * @param pipe what was expected
   */
  synchronized void add(long leader, long pipe) {
    running.put(leader, pipe);
    start();
    tell("add " + leader + ' ' + pipe);
  }

  /** A command on a terminal has started; nobody could expect it. */
  synchronized void add(long leader) {
    add(leader, NO_PIPE);
  }

  /** A command has ended; what it left in the background may stay. */
  synchronized void remove(long leader) {
    Long pipe = running.remove(leader);
    if (pipe != null) {
      tell("del " + leader + ' ' + pipe);
    }
  }

  /** Lets it go; nothing runs any more. */
  @Override
  public void close() {
    Process last;
    synchronized (this) {
      closed = true;
      last = process;
    }
    if (last == null) {
      return;
    }
    try {
      last.getOutputStream().close();
      last.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // It has gone by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process; null before {@link #start}. */
  synchronized Process process() {
    return process;
  }

  private Process launch() throws IOException {
    List<String> argv = new ArrayList<>();
    if (setsid != null) {
      argv.add(setsid); // no signal for the worker's group or terminal reaches it
    }
    argv.addAll(List.of("/bin/sh", "-c", script(), NAME, Long.toString(ownPid())));
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(new File("/"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private synchronized void ended(Process gone) {
    if (closed || gone != process) {
      return;
    }
    String end = "ended by itself, with exit code " + gone.exitValue();
    earlyEnds = System.nanoTime() - started < SOUND_NANOS ? earlyEnds + 1 : 0;
    if (earlyEnds >= MOST_EARLY_ENDS) {
      fail(end); // one that cannot live here is tried again with the next command
      return;
    }
    log.warn("the warden of this worker's commands " + end + "; starting another");
    start();
  }

  private void tell(String line) {
    if (process == null) {
      return;
    }
    try {
      OutputStream out = process.getOutputStream();
      out.write((line + '\n').getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      // It has just ended; its successor is told what runs.
    }
  }

  private void fail(String reason) {
    if (!failing) {
      failing = true;
      log.warn(
          "the warden of this worker's commands "
              + reason
              + "; should this worker be killed, its commands run on");
    }
  }

  private static long ownPid() {
    return ProcessHandle.current().pid();
  }

  private static String script() throws IOException {
    try (InputStream in = Warden.class.getResourceAsStream("warden.sh")) {
      if (in == null) {
        throw new IOException("its script is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
