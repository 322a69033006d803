package dev.pigeon.transport.sharedfs;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A NUL in a log. As a rule it stands for a block that another machine has not sent yet, and fills
 * soon; one that stays is damage, such as a crash of the machine that keeps the file leaves.
 */
final class Hole {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanos;
  private long offset = -1;
  private long since;

  /**
   * @param nanos this machine's clock, as {@link System#nanoTime}
   */
  Hole(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the hole at this place of the log has been there for so long that it stays. */
  boolean stays(long at) {
    if (at != offset) {
      offset = at;
      since = nanos.getAsLong();
    }
    return nanos.getAsLong() - since >= PATIENCE;
  }
}
