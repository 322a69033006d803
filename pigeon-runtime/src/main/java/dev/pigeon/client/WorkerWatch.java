package dev.pigeon.client;

import dev.pigeon.liveness.HeartbeatWatch;
import dev.pigeon.liveness.WorkerFinder;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks after the worker of one session while nothing comes from it: who took the session, and
 * whether it still lives. Costs two or three file operations a second.
 */
final class WorkerWatch {
  private static final long LOOK_EVERY_MILLIS = 1000;
  private static final long UNEASY_MILLIS = 2000;

  private final Transport transport;
  private final Ticker ticker;
  private final SessionId session;
  private final WorkerFinder finder;
  private final Duration lostAfter;
  private final Duration limit;
  private long lastLook;
  private long lastSeen;
  private HeartbeatWatch heartbeat;
  private String worker;
  private long blindSince;
  private boolean blind;
  private boolean begun;

  WorkerWatch(
      Transport transport,
      Ticker ticker,
      SessionId session,
      String route,
      Duration lostAfter,
      Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.session = session;
    this.lostAfter = lostAfter;
    this.limit = limit;
    finder = new WorkerFinder(transport, route);
    lastLook = ticker.nanos();
    lastSeen = lastLook;
  }

  /** Output came: whoever took the session lives. */
  void progress() {
    begun = true;
    lastSeen = ticker.nanos();
  }

  /** The worker has its time anew. */
  void renew() {
    lastSeen = ticker.nanos();
  }

  /** The worker that has the session, or null while it waits for one. */
  String worker() {
    return worker;
  }

  /**
   * Looks if it is time to.
   *
   * @return how long the worker, or any worker of the route, has given no sign of life once that is
   *     too long; else null
   */
  Duration lost() throws TransportException {
    if (ticker.millisSince(lastLook) < LOOK_EVERY_MILLIS) {
      return null;
    }
    lastLook = ticker.nanos();
    try {
      look();
      blind = false;
    } catch (TransportException e) {
      missed(e);
    }
    Duration silence = Duration.ofNanos(ticker.nanos() - lastSeen);
    if (silence.compareTo(lostAfter) < 0) {
      return null;
    }
    // What was not begun may yet be taken over by another worker, which needs as long to be sure.
    boolean hope = !begun && heartbeat != null;
    if (hope && silence.compareTo(lostAfter.multipliedBy(2)) < 0 && finder.look(limit).found()) {
      return null;
    }
    // The silence may be ours: only a share that answers us proves that it is theirs.
    transport.probe(limit);
    return silence;
  }

  private void look() throws TransportException {
    if (heartbeat == null) {
      findHolder();
    }
    if (heartbeat != null) {
      if (heartbeat.unchangedFor(limit).isZero()) {
        lastSeen = ticker.nanos();
      } else if (!begun && ticker.millisSince(lastSeen) >= UNEASY_MILLIS) {
        findSuccessor();
      }
    } else if (worker != null) {
      lastSeen = ticker.nanos(); // a foreign claim that names nobody: it cannot be watched
    } else if (finder.look(limit).found()) {
      lastSeen = ticker.nanos();
    }
  }

  /** A look that fails says nothing about the worker: it has its time anew. */
  private void missed(TransportException e) throws TransportException {
    if (!blind) {
      blind = true;
      blindSince = ticker.nanos();
    }
    boolean tooLong = ticker.millisSince(blindSince) >= lostAfter.toMillis();
    if (tooLong || !e.kind().retryable()) {
      throw e;
    }
    lastSeen = ticker.nanos();
  }

  private void findHolder() throws TransportException {
    Optional<Document> document = transport.read(Layout.claim(session), limit);
    if (document.isEmpty()) {
      return;
    }
    Claim claim = DocumentCodec.decodeClaim(document.get().content());
    if (claim.worker().host().isEmpty()) {
      worker = "an unnamed worker";
      return;
    }
    follow(claim);
  }

  /** Another worker may have taken the session over. */
  private void findSuccessor() throws TransportException {
    Optional<Document> document = transport.read(Layout.start(session), limit);
    if (document.isEmpty()) {
      return;
    }
    Claim claim = DocumentCodec.decodeClaim(document.get().content());
    if (!claim.worker().host().isEmpty() && !claim.worker().toString().equals(worker)) {
      follow(claim);
      lastSeen = ticker.nanos();
    }
  }

  private void follow(Claim claim) {
    worker = claim.worker().toString();
    heartbeat =
        new HeartbeatWatch(
            transport, ticker, Layout.worker(claim.worker().host(), claim.worker().pid()));
  }
}
