package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import java.time.Duration;

/** When a client has to show its worker again that it lives. Any thread. */
final class SignsOfLife {
  private final Ticker ticker;
  private final long everyMillis;
  private volatile long last;

  /** Counts from now: the request itself is a sign. */
  SignsOfLife(Ticker ticker, Duration every) {
    this.ticker = ticker;
    everyMillis = every.toMillis();
    last = ticker.nanos();
  }

  boolean areDue() {
    return ticker.millisSince(last) >= everyMillis;
  }

  /** Something of this client got to the store, whatever it was. */
  void shown() {
    last = ticker.nanos();
  }
}
