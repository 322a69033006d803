package dev.pigeon.cleanup;

import java.time.Duration;

/**
 * When something is old enough to go. All ages are the store's: by its own clock, now and when a
 * document was last replaced.
 *
 * @param keep how long a finished session stays
 * @param keepCount how many finished sessions stay at most, the youngest ones
 */
public record CleanupRules(Duration keep, int keepCount) {
  public static final CleanupRules DEFAULT = new CleanupRules(Duration.ofDays(1), 1000);

  private static final Duration DRAINED = Duration.ofMinutes(10);
  private static final Duration ABANDONED = Duration.ofDays(1);
  private static final Duration STILL = Duration.ofMinutes(10);

  public CleanupRules {
    if (keep.isNegative() || keepCount < 0) {
      throw new IllegalArgumentException(
          "cannot keep less than nothing: " + keep + ", " + keepCount);
    }
  }

  /** No finished session goes before this age, however many there are: it may still be read. */
  Duration grace() {
    return keep.compareTo(DRAINED) < 0 ? keep : DRAINED;
  }

  /** From this age on a session that has not finished is looked into. */
  Duration abandonedAfter() {
    return keep.compareTo(ABANDONED) > 0 ? keep : ABANDONED;
  }

  /** From this age on a heartbeat is taken for a dead worker's. */
  Duration stillAfter() {
    return STILL;
  }
}
