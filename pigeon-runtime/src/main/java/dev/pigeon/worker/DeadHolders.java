package dev.pigeon.worker;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks through the locks now and then for those whose holder died, and frees them: that also gives
 * the sessions that it ran a last word. Costs one listing, and two reads for each session that
 * runs.
 */
final class DeadHolders {
  private static final long EVERY_MILLIS = 5000;

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Holders holders;
  private final CwdLock lock;
  private final FaultScope scope;
  private final Duration limit;
  private final Set<String> tombstones = new HashSet<>();
  private long last;
  private long pause;

  DeadHolders(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      Holders holders,
      CwdLock lock,
      Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.holders = holders;
    this.lock = lock;
    this.limit = limit;
    scope = new FaultScope(transport);
    last = ticker.nanos();
  }

  /** Looks if it is time to. */
  void pollOnce() throws TransportException {
    if (ticker.millisSince(last) < pause) {
      return;
    }
    last = ticker.nanos();
    pause = EVERY_MILLIS;
    List<String> names = transport.list(Layout.LOCKS, limit);
    tombstones.retainAll(new HashSet<>(names));
    for (String name : names) {
      if (Layout.isTicket(name) && !tombstones.contains(name)) {
        lookAlone(name);
      }
    }
  }

  /** What is wrong with one lock must not hide the others. */
  private void lookAlone(String name) throws TransportException {
    long start = ticker.nanos();
    try {
      look(name);
    } catch (TransportException e) {
      scope.throwUnlessOfOne(e);
      pause = Math.max(pause, FaultScope.rest(ticker.millisSince(start)));
    }
  }

  private void look(String name) throws TransportException {
    Optional<Document> ticket = transport.read(Layout.LOCKS.resolve(name), limit);
    if (ticket.isEmpty()) {
      return;
    }
    Claim holder = ClaimCodec.decode(ticket.get().content());
    if (holder.isTombstone()) {
      tombstones.add(name);
    } else if (!identity.wrote(holder) && !holders.isLiving(holder)) {
      Key stale = Layout.lockOf(name);
      if (stale != null) {
        lock.free(stale);
      }
    }
  }
}
