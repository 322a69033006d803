package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.StatusCodec;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a session is still in the store, and not over by its status. A reader that pauses for
 * longer than finished sessions are kept would otherwise wait for ever for records that are gone;
 * so would one of a stream that lost its end.
 */
final class Presence {
  private static final long LOOK_EVERY_MILLIS = 5000;

  private final Transport transport;
  private final Ticker ticker;
  private final SessionId session;
  private final Duration limit;
  private long lastLook;
  private boolean missed;
  private boolean gone;
  private boolean over;
  private long overSince;

  Presence(Transport transport, Ticker ticker, SessionId session, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.session = session;
    this.limit = limit;
    lastLook = ticker.nanos();
  }

  /** Looks if it is time to. */
  void look() {
    if (ticker.millisSince(lastLook) < LOOK_EVERY_MILLIS) {
      return;
    }
    lastLook = ticker.nanos();
    try {
      boolean missing = transport.read(Layout.request(session), limit).isEmpty();
      gone = missing && missed;
      missed = missing;
      boolean last = isFinal(transport.read(Layout.status(session), limit));
      overSince = over ? overSince : lastLook;
      over = last;
    } catch (TransportException e) {
      return; // whether the store answers is judged by whoever waits for the worker
    }
  }

  /** Whether two looks in a row have found nothing. */
  boolean isGone() {
    return gone;
  }

  /** For how long its worker is known to have ended it; zero if it is not. */
  Duration overFor() {
    return over ? Duration.ofMillis(ticker.millisSince(overSince)) : Duration.ZERO;
  }

  private static boolean isFinal(Optional<Document> status) {
    try {
      SessionState state =
          status.isEmpty() ? null : StatusCodec.decodeState(status.get().content());
      return state != null && state.isFinal();
    } catch (MalformedJson e) {
      return false;
    }
  }
}
