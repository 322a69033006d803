package dev.pigeon.worker;

import dev.pigeon.cleanup.LockFreer;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.time.Duration;

/** Frees locks for a process that is no worker, under an identity of its own. */
public final class StaleLocks implements LockFreer {
  private final CwdLock lock;

  /**
   * @param identity of this process; not that of a worker, which knows what it holds
   */
  public StaleLocks(Transport transport, Ticker ticker, WorkerIdentity identity, Duration limit) {
    lock =
        new CwdLock(
            transport,
            ticker,
            identity,
            new Holders(transport, ticker, identity, Neighbours.ofThisMachine(), limit),
            limit);
  }

  @Override
  public boolean free(Key stale) throws TransportException {
    return lock.free(stale);
  }
}
