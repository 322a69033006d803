package dev.pigeon.claims;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.WorkerName;
import java.time.Duration;
import java.time.Instant;

/**
 * Claims sessions, their starts and their ends: each belongs to whoever is the first to create its
 * document. Each call returns whose claim lies there then; one that equals the wanted claim has
 * won, now or at an earlier attempt. What fails may be done again.
 */
public final class SessionClaims {
  private final Transport transport;
  private final Duration limit;

  /**
   * @param limit for every call to the store
   */
  public SessionClaims(Transport transport, Duration limit) {
    this.transport = transport;
    this.limit = limit;
  }

  /** Who has the session, and may run it or take it back. */
  public Claim claim(SessionId id, Claim wanted) throws TransportException {
    return create(Layout.claim(id), wanted);
  }

  /** Who starts its command, or keeps it from being started. */
  public Claim start(SessionId id, Claim wanted) throws TransportException {
    return create(Layout.start(id), wanted);
  }

  /** Who says how it ended. */
  public Claim end(SessionId id, Claim wanted) throws TransportException {
    return create(Layout.end(id), wanted);
  }

  private Claim create(Key key, Claim wanted) throws TransportException {
    Creation end = transport.create(key, ClaimCodec.encode(wanted), limit);
    return end instanceof Creation.Lost lost ? ClaimCodec.decode(lost.holder()) : wanted;
  }

  /**
   * Writes that a session was taken back before it began, once its claim or start is won for that.
   *
   * @param createdAt as in the request
   * @param worker who took it back; null if that was no worker
   * @param why for people
   */
  public void withdrawn(SessionId id, Instant createdAt, Instant now, WorkerName worker, String why)
      throws TransportException {
    Status cancelled = Status.cancelled(id, createdAt, now, worker, why);
    transport.replace(Layout.status(id), StatusCodec.encode(cancelled), limit);
  }
}
