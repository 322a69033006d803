package dev.pigeon.cli;

/**
 * How this process ends. Everything of pigeon's own is closed by then, and an orderly exit would
 * only load Java's logging to say so. What a plug-in brought may rely on one: libraries unpack
 * files, for example, that are removed as Java ends.
 */
final class ProcessEnd {
  private static volatile boolean orderly;

  private ProcessEnd() {}

  /** From now on the process ends with Java's shutdown hooks. */
  static void beOrderly() {
    orderly = true;
  }

  static void with(int code) {
    System.out.flush();
    System.err.flush();
    if (orderly) {
      System.exit(code);
    }
    Runtime.getRuntime().halt(code);
  }
}
