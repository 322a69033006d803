package dev.pigeon.worker;

import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Decides who starts a session's command: whoever creates {@code worker.start}, a moment before it
 * does. A worker that was suspended after its claim finds here that another has taken over; and
 * what was begun once is never begun again.
 */
final class StartFence {
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);
  private static final long RETRY_FOR_MILLIS = 600_000;

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Duration limit;

  StartFence(Transport transport, Ticker ticker, WorkerIdentity identity, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
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

  /** The same, bearing with a store that does not answer for a while, unless told to end. */
  boolean win(SessionId id, BooleanSupplier ending) throws TransportException {
    return ask(() -> tryWin(id), ending);
  }

  /** {@link CwdLock.Held#isOurs}, borne with in the same way: what is won must be answered for. */
  boolean holds(CwdLock.Held lock, BooleanSupplier ending) throws TransportException {
    return ask(lock::isOurs, ending);
  }

  private boolean ask(Question question, BooleanSupplier ending) throws TransportException {
    long start = ticker.nanos();
    Pause retry = new Pause();
    while (true) {
      try {
        return question.answer();
      } catch (TransportException e) {
        if (ending.getAsBoolean()
            || !e.kind().retryable()
            || ticker.millisSince(start) > RETRY_FOR_MILLIS) {
          throw e;
        }
      }
      retry.await(RETRY_EVERY);
    }
  }

  private interface Question {
    boolean answer() throws TransportException;
  }
}
