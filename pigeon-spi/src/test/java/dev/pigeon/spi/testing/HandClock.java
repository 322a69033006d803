package dev.pigeon.spi.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A clock that only moves by hand: nanoseconds as of {@link System#nanoTime}, and wall time. */
public final class HandClock implements LongSupplier, InstantSource {
  private long nanos = 1_000_000_000L;
  private Instant instant = Instant.parse("2026-02-28T07:15:03.123456Z");

  /** Moves both times on. */
  public synchronized void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("nanoseconds never go back: " + time);
    }
    nanos += time.toNanos();
    instant = instant.plus(time);
  }

  /** Sets the wall time, forward or back, as an administrator might; nanoseconds stay. */
  public synchronized void setWallTime(Instant time) {
    instant = time;
  }

  public synchronized long nanoTime() {
    return nanos;
  }

  @Override
  public long getAsLong() {
    return nanoTime();
  }

  @Override
  public synchronized Instant instant() {
    return instant;
  }
}
