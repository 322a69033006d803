package dev.pigeon.transport.sharedfs;

import java.time.Duration;

/** Time limits as the waiting calls of the JDK want them. */
final class Limit {
  private static final long FOREVER = Long.MAX_VALUE / 2;

  private Limit() {}

  /** Nanoseconds of a limit, however long; 0 for one that is over. */
  static long nanos(Duration limit) {
    if (limit.isNegative()) {
      return 0;
    }
    return limit.getSeconds() > FOREVER / 1_000_000_000L ? FOREVER : limit.toNanos();
  }
}
