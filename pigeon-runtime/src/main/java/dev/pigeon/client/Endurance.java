package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import java.time.Duration;

/**
 * The bound on all that a client bears with: time without a sign of life of its worker, whatever
 * the looks for one met meanwhile. Patience with a single call begins anew when the next one gets
 * through, and would have no end where every other one does, or where each takes long. One thread.
 */
final class Endurance {
  /** Two calls with their limits; where more passed, this process stood still. */
  private static final Duration MOST_AT_ONCE = Client.CALL_LIMIT.plus(Client.CALL_LIMIT);

  private final Ticker ticker;
  private final Duration most;
  private Duration counted = Duration.ZERO;
  private long last;

  /**
   * @param most how long there may be no sign, as far as it counts
   */
  Endurance(Ticker ticker, Duration most) {
    this.ticker = ticker;
    this.most = most;
    last = ticker.nanos();
  }

  /** The worker gave a sign of life. */
  void sign() {
    counted = Duration.ZERO;
    last = ticker.nanos();
  }

  /**
   * Counts the time since this was last called; to be called after each call to the store or two.
   */
  void passes() {
    Duration step = Duration.ofNanos(ticker.nanos() - last);
    counted = counted.plus(step.compareTo(MOST_AT_ONCE) < 0 ? step : MOST_AT_ONCE);
    last = ticker.nanos();
  }

  /** For how long there was no sign, as far as it counts. */
  Duration counted() {
    return counted;
  }

  boolean isExhausted() {
    return counted.compareTo(most) >= 0;
  }
}
