package dev.pigeon.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Prints its process id, then a word for each SIGQUIT, and ends after the second. */
final class QuitEcho {

  private QuitEcho() {}

  public static void main(String[] words) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    try (QuitProbe probe = QuitProbe.open()) {
      System.out.println(ProcessHandle.current().pid());
      int seen = 0;
      while (seen < 2 && System.nanoTime() < limit) {
        if (probe.quitSeen()) {
          seen++;
          System.out.println("quit");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }
}
