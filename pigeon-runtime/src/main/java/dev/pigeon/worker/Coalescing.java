package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;

/**
 * When to leave output in its pipe for a moment, so that many small writes become one record. What
 * comes alone, and the first few of many, pass at once. Not for a terminal: it holds 4 KiB, and
 * while they lie there its program waits. One thread.
 */
final class Coalescing {
  static final long MOMENT_NANOS = 1_000_000;

  /** A piece of this size is worth a record of its own. */
  static final int LARGE = 16 << 10;

  /** A command that says a few lines and ends is not kept. */
  static final int FIRST = 8;

  private final Ticker ticker;
  private long passed;
  private int crowd;

  Coalescing(Ticker ticker) {
    this.ticker = ticker;
    passed = ticker.nanos() - MOMENT_NANOS;
  }

  /**
   * A piece was passed on.
   *
   * @param size in bytes
   * @return whether to wait a {@link #MOMENT_NANOS} before the next one is read
   */
  boolean afterPiece(int size) {
    long now = ticker.nanos();
    boolean soon = now - passed < MOMENT_NANOS;
    crowd = soon && size < LARGE ? Math.min(crowd + 1, FIRST) : 0;
    passed = now;
    return crowd == FIRST;
  }

  /** The moment is over. */
  void waited() {
    passed = ticker.nanos();
  }
}
