package dev.pigeon.testing;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.testing.HandClock;
import java.time.Duration;
import java.time.Instant;

/** The clocks of a process, moved by hand. */
public final class HandTicker implements Ticker {
  private final HandClock clock;

  public HandTicker() {
    this(new HandClock());
  }

  /** Shows the time of {@code clock}, which others may show too. */
  public HandTicker(HandClock clock) {
    this.clock = clock;
  }

  /** Moves both times on. */
  public void advance(Duration time) {
    clock.advance(time);
  }

  /** The clock behind it. */
  public HandClock clock() {
    return clock;
  }

  @Override
  public long nanos() {
    return clock.nanoTime();
  }

  @Override
  public Instant now() {
    return clock.instant();
  }
}
