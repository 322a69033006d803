package dev.pigeon.worker;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;

/**
 * Decides who starts a session's command: whoever creates {@code worker.start}, a moment before it
 * does. A worker that was suspended after its claim finds here that another has taken over; and
 * what was begun once is never begun again.
 */
final class StartFence {
  private final Transport transport;
  private final WorkerIdentity identity;
  private final Duration limit;

  StartFence(Transport transport, WorkerIdentity identity, Duration limit) {
    this.transport = transport;
    this.identity = identity;
    this.limit = limit;
  }

  /** Tries once; true if the session's start is this worker's, now or since an earlier attempt. */
  boolean tryWin(SessionId id) throws TransportException {
    Claim claim = identity.claim(id);
    Creation end = transport.create(Layout.start(id), DocumentCodec.encode(claim), limit);
    return end.won()
        || end instanceof Creation.Lost lost
            && DocumentCodec.decodeClaim(lost.holder()).equals(claim);
  }
}
