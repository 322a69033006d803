package dev.pigeon.cleanup;

import dev.pigeon.pace.Ticker;
import java.time.Duration;

/** When what was suspected at a first look may be looked at again. */
final class SecondLook {
  /** Longer than a heartbeat takes to change, and to be seen through any cache. */
  static final Duration SETTLED = Duration.ofSeconds(3);

  /** Longer than a client goes without a sign of life. */
  static final Duration SIGN_OF_LIFE = Duration.ofSeconds(16);

  private final Ticker ticker;
  private long due;

  SecondLook(Ticker ticker) {
    this.ticker = ticker;
    due = ticker.nanos();
  }

  /** Not before {@code time} from now. */
  void in(Duration time) {
    due = Math.max(due, ticker.nanos() + time.toNanos());
  }

  boolean isDue() {
    return left().isZero();
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, due - ticker.nanos()));
  }
}
