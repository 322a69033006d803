package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.RequestCodec;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.TerminalInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sessions as a client leaves them for a worker, each younger than the one before. */
final class PendingSessions {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Transport store;
  private final Ticker ticker;
  private int count;

  PendingSessions(Transport store, Ticker ticker) {
    this.store = store;
    this.ticker = ticker;
  }

  /** One without a route, whose client gives no signs of life. */
  SessionId add(String cwd, String... command) throws TransportException {
    return put(request(next(), cwd, null, false, Request.USUAL_SIGNS, command));
  }

  SessionId addOfRoute(String route, String cwd, String... command) throws TransportException {
    return put(request(next(), cwd, route, false, Request.USUAL_SIGNS, command));
  }

  /** One whose client shows itself, or does not. */
  SessionId addWithSigns(String cwd, boolean signs, Duration every, String... command)
      throws TransportException {
    return put(request(next(), cwd, null, signs, every, command));
  }

  /** What {@link #add} would write. */
  Request request(SessionId id, String cwd, String... command) {
    return request(id, cwd, null, false, Request.USUAL_SIGNS, command);
  }

  private SessionId next() {
    return SessionId.of(100_000 + count, count++);
  }

  private SessionId put(Request request) throws TransportException {
    SessionId id = request.session();
    store.replace(Layout.request(id), RequestCodec.encode(request), LIMIT);
    Status pending = Status.pending(id, ticker.now());
    store.replace(Layout.status(id), StatusCodec.encode(pending), LIMIT);
    return id;
  }

  private Request request(
      SessionId id, String cwd, String route, boolean signs, Duration every, String... command) {
    return new Request(
        id,
        List.of(command),
        cwd,
        route,
        ticker.now(),
        new Requester("gpu_m", 7, "ann"),
        Map.of(),
        List.of(),
        Map.of(),
        TerminalInfo.PIPES,
        0,
        signs,
        every,
        null);
  }
}
