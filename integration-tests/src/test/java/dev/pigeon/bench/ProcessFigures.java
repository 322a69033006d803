package dev.pigeon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of a running process. */
final class ProcessFigures {
  private static final double TICKS_A_SECOND = 100;
  private static final int AFTER_NAME = 3;
  private static final int USER_TICKS = 14;
  private static final int SYSTEM_TICKS = 15;

  private ProcessFigures() {}

  /** Its greatest resident memory so far, in megabytes; 0 once it has ended. */
  static double peakMegabytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** Seconds of processor time of all its threads so far. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks =
        Long.parseLong(fields[USER_TICKS - AFTER_NAME])
            + Long.parseLong(fields[SYSTEM_TICKS - AFTER_NAME]);
    return ticks / TICKS_A_SECOND;
  }

  /** Part of one core that it uses, in percent, over some seconds. */
  static double percentOfCore(long pid, int seconds) throws Exception {
    double before = cpuSeconds(pid);
    long start = System.nanoTime();
    Thread.sleep(seconds * 1000L);
    return 100 * (cpuSeconds(pid) - before) / ((System.nanoTime() - start) / 1e9);
  }
}
