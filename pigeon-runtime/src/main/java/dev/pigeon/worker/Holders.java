package dev.pigeon.worker;

import dev.pigeon.liveness.HeartbeatWatch;
import dev.pigeon.liveness.Silence;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether those live who claimed something. Of a worker on this machine the machine knows at once;
 * of any other only its heartbeat tells, by standing still. That takes longer than a warden needs
 * to end what its worker ran. Any thread.
 */
final class Holders {
  private static final Duration DEAD_AFTER = Duration.ofSeconds(10);

  /** To end what it runs, and for its last heartbeat to have shown late. */
  private static final Duration TO_END = Eviction.LONGEST.plusSeconds(2);

  /** Looks that fail for longer than this may hide signs of life. */
  private static final Duration OUTAGE = Duration.ofSeconds(3);

  private static final Duration ABSENT_DEAD_AFTER = Duration.ofSeconds(2);

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Neighbours neighbours;
  private final Duration limit;
  private final Map<Key, Observed> observed = new HashMap<>();

  Holders(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      Neighbours neighbours,
      Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.neighbours = neighbours;
    this.limit = limit;
  }

  /** Whether the writer of a claim lives, or what it ran is still being ended. */
  synchronized boolean isLiving(Claim claim) throws TransportException {
    if (claim.worker().equals(identity.name())) {
      // This process, or a predecessor that died with the pid we now have.
      return identity.wrote(claim) || neighbours.of(claim) == Fate.ENDING;
    }
    return lives(claim);
  }

  /** The same for a claim that is not ours even if it names us. */
  synchronized boolean isLivingOther(Claim claim) throws TransportException {
    boolean named = !claim.worker().host().isEmpty();
    return named && !claim.worker().equals(identity.name()) && lives(claim);
  }

  private boolean lives(Claim claim) throws TransportException {
    return switch (neighbours.of(claim)) {
      case ENDING -> true;
      case GONE -> false;
      case PRESENT, UNKNOWN -> beats(claim);
    };
  }

  private boolean beats(Claim claim) throws TransportException {
    Key key = Layout.worker(claim.worker().host(), claim.worker().pid());
    Observed each = observed.computeIfAbsent(key, Observed::new);
    Duration silent = each.silentFor();
    return silent.compareTo(each.watch.absent() ? ABSENT_DEAD_AFTER : deadAfter(each.watch)) < 0;
  }

  /** A worker that is only cut off is given the time it says it needs to notice, and to end. */
  private static Duration deadAfter(HeartbeatWatch watch) {
    try {
      Duration own = HeartbeatCodec.decode(watch.content()).endsAfter().plus(TO_END);
      return own.compareTo(DEAD_AFTER) > 0 ? own : DEAD_AFTER;
    } catch (MalformedJson e) {
      return DEAD_AFTER; // torn or foreign
    }
  }

  /** The store is out of reach: nobody's silence proves anything. */
  synchronized void lostSight() {
    for (Observed each : observed.values()) {
      each.blind = true;
    }
  }

  /** One heartbeat, and for how long it has stood still while the store could be looked at. */
  private final class Observed {
    private final HeartbeatWatch watch;
    private final Silence silence = new Silence(ticker);
    private boolean blind;

    Observed(Key heartbeat) {
      watch = new HeartbeatWatch(transport, ticker, heartbeat);
    }

    Duration silentFor() throws TransportException {
      boolean changed;
      try {
        changed = watch.unchangedFor(limit).isZero();
      } catch (TransportException e) {
        blind = true;
        throw e;
      }
      if (blind) {
        silence.skipGap(OUTAGE);
      }
      blind = false;
      if (changed) {
        silence.sign();
      } else {
        silence.none();
      }
      return silence.lasts();
    }
  }
}
