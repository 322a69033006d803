package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;

/**
 * Whether a session is still in the store. A reader that pauses for longer than finished sessions
 * are kept would otherwise wait for ever for records that are gone.
 */
final class Presence {
  private static final long LOOK_EVERY_MILLIS = 5000;

  private final Transport transport;
  private final Ticker ticker;
  private final SessionId session;
  private final Duration limit;
  private long lastLook;
  private boolean missed;

  Presence(Transport transport, Ticker ticker, SessionId session, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.session = session;
    this.limit = limit;
    lastLook = ticker.nanos();
  }

  /** Looks if it is time to; true once two looks in a row have found nothing. */
  boolean isGone() {
    if (ticker.millisSince(lastLook) < LOOK_EVERY_MILLIS) {
      return false;
    }
    lastLook = ticker.nanos();
    boolean missing;
    try {
      missing = transport.read(Layout.request(session), limit).isEmpty();
    } catch (TransportException e) {
      return false; // whether the store answers is judged by whoever waits for the worker
    }
    boolean gone = missing && missed;
    missed = missing;
    return gone;
  }
}
