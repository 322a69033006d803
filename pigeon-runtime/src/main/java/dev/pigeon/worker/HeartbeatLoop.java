package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.WaitingLines;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Shows that the worker lives, at least every second. Runs on a thread of its own, so that no slow
 * session holds it up.
 */
final class HeartbeatLoop {
  private static final Duration EVERY = Duration.ofMillis(800);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Supplier<String> route;
  private final Supplier<WaitingLines> waiting;
  private final WorkerLog log;
  private final StoreTrouble trouble;
  private final Lease lease;
  private final Duration endsAfter;
  private long beat;
  private long lastPublished;
  private volatile boolean accepting = true;

  HeartbeatLoop(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      Supplier<String> route,
      Supplier<WaitingLines> waiting,
      WorkerLog log,
      Lease lease,
      Duration endsAfter) {
    this.lease = lease;
    this.endsAfter = endsAfter;
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.route = route;
    this.waiting = waiting;
    this.log = log;
    trouble =
        new StoreTrouble(
            ticker,
            log,
            "cannot publish the heartbeat, taking no sessions until it works",
            "heartbeats get through again");
    lastPublished = ticker.nanos();
  }

  /** Publishes one heartbeat. */
  void publish() throws TransportException {
    Heartbeat heartbeat =
        new Heartbeat(
            identity.name(),
            route.get(),
            identity.startedAt(),
            ticker.now(),
            beat++,
            identity.bootId(),
            accepting,
            endsAfter);
    long begun = lease.now();
    transport.replace(
        Layout.worker(identity.name().host(), identity.name().pid()),
        HeartbeatCodec.encode(heartbeat, waiting.get()),
        LIMIT);
    lease.renew(begun);
    synchronized (this) {
      lastPublished = ticker.nanos();
    }
  }

  /** Publishes, or says why not. */
  void pollOnce() {
    try {
      publish();
      trouble.worked();
    } catch (TransportException e) {
      trouble.failed(e.getMessage());
    }
  }

  Duration nextDelay() {
    return EVERY;
  }

  /** How long the last published heartbeat is ago; a worker unseen for long takes no work. */
  synchronized Duration age() {
    return Duration.ofNanos(ticker.nanos() - lastPublished);
  }

  /** From now on it says that no further session is taken. */
  void draining() {
    accepting = false;
  }

  /** Removes the heartbeat: the worker is gone in order. */
  void remove() {
    try {
      transport.delete(Layout.worker(identity.name().host(), identity.name().pid()), LIMIT);
    } catch (TransportException e) {
      log.warn("could not remove the heartbeat: " + e.getMessage());
    }
  }
}
