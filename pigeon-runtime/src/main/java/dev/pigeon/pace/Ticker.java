package dev.pigeon.pace;

import java.time.Instant;

/** The two clocks of a process; tests move them by hand. */
public interface Ticker {

  /** The clocks of this machine. */
  Ticker SYSTEM = new SystemTicker();

  /** Nanoseconds since some moment; the only clock that decisions use. */
  long nanos();

  /** The same, going on while the machine sleeps. */
  default long wakingAndSleepingNanos() {
    return nanos();
  }

  /** The time of day, for people. */
  Instant now();

  /** Whole milliseconds since an earlier value of {@link #nanos}. */
  default long millisSince(long nanos) {
    return (nanos() - nanos) / 1_000_000;
  }
}
