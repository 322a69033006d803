package dev.pigeon.pace;

import java.time.Duration;

/** A timed wait that any thread can end. */
public final class Pause {
  private boolean woken;
  private boolean closed;

  /** Waits for {@code limit}, or less if woken now or since the last wait. */
  public synchronized void await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!woken && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      try {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    woken = false;
  }

  /** Ends the current wait, or else the next one. */
  public synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /** Ends all waits, for good. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
