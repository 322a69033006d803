package dev.pigeon.worker;

import dev.pigeon.claims.SessionClaims;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.SessionId;
import java.time.Duration;

/**
 * Decides who starts a session's command: whoever creates {@code worker.start}, a moment before it
 * does. A worker that was suspended after its claim finds here that another has taken over; and
 * what was begun once is never begun again.
 */
final class StartFence {
  private final SessionClaims claims;
  private final WorkerIdentity identity;

  StartFence(Transport transport, WorkerIdentity identity, Duration limit) {
    claims = new SessionClaims(transport, limit);
    this.identity = identity;
  }

  /** Tries once; true if the session's start is this worker's, now or since an earlier attempt. */
  boolean tryWin(SessionId id) throws TransportException {
    Claim ours = identity.claim(id);
    return claims.start(id, ours).equals(ours);
  }
}
