package dev.pigeon.worker;

import dev.pigeon.claims.SessionClaims;
import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who says in status.json how a session ended whose worker was not seen for long: whoever creates
 * {@code worker.end}. That is its worker if it was only suspended, or else whoever finds it dead.
 */
final class LastWord {
  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Duration limit;
  private final SessionClaims claims;
  private final Setbacks setbacks;

  LastWord(Transport transport, Ticker ticker, WorkerIdentity identity, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.limit = limit;
    claims = new SessionClaims(transport, limit);
    setbacks = new Setbacks(ticker, new FaultScope(transport));
  }

  /** Whether this worker has the last word on a session that it ran. */
  boolean isOurs(SessionId id) throws TransportException {
    Claim ours = identity.claim(id);
    return claims.end(id, ours).equals(ours);
  }

  /**
   * Has a session failed whose worker died while it ran. One that was not begun is left to whoever
   * takes it over; trouble that lies with this session alone is left alone. Not for several threads
   * at once.
   *
   * @param dead what its worker wrote to hold the folder
   */
  void speakFor(Claim dead) throws TransportException {
    if (dead.session().isEmpty() || !SessionId.isValid(dead.session())) {
      return; // nothing was run under it, or a worker of an earlier version says no more
    }
    SessionId id = new SessionId(dead.session());
    try {
      fail(id, dead);
      setbacks.over(id);
    } catch (TransportException e) {
      setbacks.throwUnlessOwn(id, e);
    }
  }

  private void fail(SessionId id, Claim dead) throws TransportException {
    Optional<Document> status = transport.read(Layout.status(id), limit);
    if (status.isEmpty() || !isUnfinished(status.get()) || !wasBegunBy(dead, id)) {
      return;
    }
    if (claims.end(id, identity.claim(id)).token().equals(dead.token())) {
      return; // it was only suspended and speaks for itself
    }
    // Where another one found it dead, too, both write the same.
    transport.replace(Layout.status(id), StatusCodec.encode(failed(status.get(), dead)), limit);
  }

  private static boolean isUnfinished(Document status) {
    try {
      SessionState state = StatusCodec.decodeState(status.content());
      return state != null && !state.isFinal();
    } catch (MalformedJson e) {
      return false; // what cannot be understood is nobody's to replace
    }
  }

  private boolean wasBegunBy(Claim dead, SessionId id) throws TransportException {
    Optional<Document> start = transport.read(Layout.start(id), limit);
    return start.isPresent()
        && ClaimCodec.decode(start.get().content()).token().equals(dead.token());
  }

  private Status failed(Document before, Claim dead) throws TransportException {
    Status last;
    try {
      last = StatusCodec.decode(before.content());
    } catch (MalformedJson e) {
      throw new TransportException(FailureKind.CORRUPT, e.getMessage());
    }
    Instant now = ticker.now();
    return new Status(
        last.session(),
        SessionState.FAILED,
        last.createdAt(),
        now,
        null,
        last.startedAt(),
        dead.worker(),
        now,
        "lost worker " + dead.worker() + "; how far the command got is unknown");
  }
}
