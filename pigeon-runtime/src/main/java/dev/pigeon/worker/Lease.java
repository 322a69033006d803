package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import java.time.Duration;

/**
 * For how long others may take this worker for living: a while from its last heartbeat that got
 * through, by a clock that goes on while the machine sleeps. Once that has run out, others may have
 * taken over what the worker holds, however soon its heartbeats get through again. Any thread.
 */
final class Lease {
  private static final long FRESH = Duration.ofSeconds(2).toNanos();

  private static final long NEXT_BEAT = Duration.ofSeconds(3).toNanos();

  private final Ticker ticker;
  private final long term;
  private final Runnable runOut;
  private long renewed;
  private boolean out;

  /**
   * @param term zero for a worker that nobody takes anything over from
   * @param runOut told each time it has run out
   */
  Lease(Ticker ticker, Duration term, Runnable runOut) {
    this.ticker = ticker;
    this.term = term.toNanos();
    this.runOut = runOut;
    renewed = ticker.wakingAndSleepingNanos();
  }

  /** Whether a heartbeat got through just now, so that the store takes what is written. */
  synchronized boolean isFresh() {
    return term == 0 || now() - renewed < FRESH;
  }

  /** Whether there is time for another heartbeat before it runs out. */
  synchronized boolean isFirm() {
    return term == 0 || !out && now() - renewed < Math.max(term / 2, term - NEXT_BEAT);
  }

  /** The time for {@link #renew}. */
  long now() {
    return ticker.wakingAndSleepingNanos();
  }

  /**
   * A heartbeat got through.
   *
   * @param begun {@link #now} when it was about to be written
   */
  void renew(long begun) {
    check();
    synchronized (this) {
      renewed = begun;
      out = out && now() - begun >= term; // one that hung for so long says nothing new
    }
  }

  /** Looks whether it has run out, and tells once. */
  void check() {
    synchronized (this) {
      if (term == 0 || out || now() - renewed < term) {
        return;
      }
      out = true;
    }
    runOut.run();
  }
}
