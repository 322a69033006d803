package dev.pigeon.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's quota that is used up, for one process: strace has its calls fail as the kernel's would.
 * It takes no file system that has quotas.
 */
final class Quota implements AutoCloseable {
  private static final String NAMING = "?mkdir,mkdirat,?rename,renameat,renameat2,?link,linkat";

  private static final String WRITING = "write,writev,pwrite64";

  private final Process strace;

  private Quota(Process strace) {
    this.strace = strace;
  }

  static Requirements needs() {
    return new Requirements()
        .program("strace", "strace")
        .works("to be allowed to trace processes", "strace", "-o", "/dev/null", "true");
  }

  /** A process may have no more files from now on, and so replace none. */
  static Quota ofFiles(long pid, Path log) throws Exception {
    return start(new ArrayList<>(words(NAMING)), pid, log);
  }

  /** A process may write no more to this file from now on. */
  static Quota ofRoom(long pid, Path file, Path log) throws Exception {
    List<String> words = new ArrayList<>(words(WRITING));
    words.addAll(List.of("-P", file.toString()));
    return start(words, pid, log);
  }

  /** What to put before a command that may have no file from its start on. */
  static String prefix() {
    return String.join(" ", words(NAMING)) + ' ';
  }

  private static Quota start(List<String> words, long pid, Path log) throws Exception {
    words.addAll(List.of("-p", Long.toString(pid)));
    Quota quota = new Quota(new ProcessBuilder(words).redirectError(log.toFile()).start());
    Eventually.see(
        "strace at work", () -> Files.readString(log), said -> said.contains("attached"));
    return quota;
  }

  private static List<String> words(String calls) {
    return List.of(
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + calls,
        "-e",
        "inject=" + calls + ":error=EDQUOT");
  }

  /** Whether the process has had to do with it up to now. */
  boolean holds() {
    return strace.isAlive();
  }

  /** There is room again. */
  @Override
  public void close() {
    strace.destroy(); // it lets go of what it traces
    strace.onExit().join();
  }
}
