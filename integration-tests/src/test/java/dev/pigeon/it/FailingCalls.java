package dev.pigeon.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of one process that fail as on a sick file system: strace has them fail as the kernel
 * would. It takes neither a file system that has quotas nor a disk with a bad block.
 */
final class FailingCalls implements AutoCloseable {
  private static final String NAMING = "?mkdir,mkdirat,?rename,renameat,renameat2,?link,linkat";

  private static final String WRITING = "write,writev,pwrite64";

  private final Process strace;

  private FailingCalls(Process strace) {
    this.strace = strace;
  }

  static Requirements needs() {
    return new Requirements()
        .program("strace", "strace")
        .works("to be allowed to trace processes", "strace", "-o", "/dev/null", "true");
  }

  /** A process may have no more files from now on, and so replace none. */
  static FailingCalls outOfFiles(long pid, Path log) throws Exception {
    return start(new ArrayList<>(words(NAMING, "EDQUOT")), pid, log);
  }

  /** A process may write no more to this file from now on. */
  static FailingCalls outOfRoom(long pid, Path file, Path log) throws Exception {
    List<String> words = new ArrayList<>(words(WRITING, "EDQUOT"));
    words.addAll(List.of("-P", file.toString()));
    return start(words, pid, log);
  }

  /** A process cannot open this file from now on, though it is there. */
  static FailingCalls badBlock(long pid, Path file, Path log) throws Exception {
    List<String> words = new ArrayList<>(words("?open,openat", "EIO"));
    words.addAll(List.of("-P", file.toString()));
    return start(words, pid, log);
  }

  /** What to put before a command that may have no file from its start on. */
  static String withoutFiles() {
    return String.join(" ", words(NAMING, "EDQUOT")) + ' ';
  }

  private static FailingCalls start(List<String> words, long pid, Path log) throws Exception {
    words.addAll(List.of("-p", Long.toString(pid)));
    FailingCalls calls =
        new FailingCalls(new ProcessBuilder(words).redirectError(log.toFile()).start());
    Eventually.see(
        "strace at work", () -> Files.readString(log), said -> said.contains("attached"));
    return calls;
  }

  private static List<String> words(String calls, String error) {
    return List.of(
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + calls,
        "-e",
        "inject=" + calls + ":error=" + error);
  }

  /** Whether the process has had to do with it up to now. */
  boolean holds() {
    return strace.isAlive();
  }

  /** From now on they succeed. */
  @Override
  public void close() {
    strace.destroy(); // it lets go of what it traces
    strace.onExit().join();
  }
}
