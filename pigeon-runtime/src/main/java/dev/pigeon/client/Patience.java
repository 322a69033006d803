package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;

/** Bears with a store that does not answer, or has no room, for a while; nothing else is borne. */
final class Patience {
  private static final long MOST_MILLIS = 30_000;

  private final Ticker ticker;
  private long since;
  private boolean failing;

  Patience(Ticker ticker) {
    this.ticker = ticker;
  }

  /** The store answered. */
  void worked() {
    failing = false;
  }

  /** The store failed: returns if trying again is in order. */
  void failed(TransportException e) throws TransportException {
    if (!e.kind().retryable()) {
      throw e;
    }
    if (!failing) {
      failing = true;
      since = ticker.nanos();
    } else if (ticker.millisSince(since) > MOST_MILLIS) {
      throw e;
    }
  }
}
