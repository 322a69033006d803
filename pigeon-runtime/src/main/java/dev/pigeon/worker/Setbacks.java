package dev.pigeon.worker;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.SessionId;
import java.util.HashMap;
import java.util.Map;

/**
 * Sessions whose turn failed. A look that fails now and then is the store's; a session at which
 * every look ends has trouble of its own if the store answers otherwise. One thread.
 */
final class Setbacks {
  private static final long OWN_MILLIS = 2000;
  private static final int MOST = 1000;

  private final Ticker ticker;
  private final FaultScope scope;
  private final Map<SessionId, Long> since = new HashMap<>();

  Setbacks(Ticker ticker, FaultScope scope) {
    this.ticker = ticker;
    this.scope = scope;
  }

  /**
   * It failed; returns if that is its own trouble.
   *
   * @throws TransportException {@code trouble} itself, if it may be the store's
   */
  void throwUnlessOwn(SessionId id, TransportException trouble) throws TransportException {
    if (!trouble.kind().concernsOne() && !hasLasted(id)) {
      throw trouble;
    }
    scope.throwUnlessOfOne(trouble);
  }

  private boolean hasLasted(SessionId id) {
    if (since.size() >= MOST && !since.containsKey(id)) {
      since.clear(); // of sessions that have gone meanwhile, mostly
    }
    return ticker.millisSince(since.computeIfAbsent(id, first -> ticker.nanos())) >= OWN_MILLIS;
  }

  /** It did not. */
  void over(SessionId id) {
    since.remove(id);
  }
}
