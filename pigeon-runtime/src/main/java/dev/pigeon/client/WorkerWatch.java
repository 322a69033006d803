package dev.pigeon.client;

import dev.pigeon.liveness.HeartbeatWatch;
import dev.pigeon.liveness.Silence;
import dev.pigeon.liveness.WorkerFinder;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks after the worker of one session while nothing comes from it: who took the session, and
 * whether it still lives. Costs two or three file operations a look.
 */
final class WorkerWatch {
  /** Somewhat shorter than a worker's beat, so that nearly every look shows a new one. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(750);

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

  /**
   * What may pass beside the silence that is seen: from a beat to the look that shows it, and on.
   */
  private static final Duration MOST_AHEAD = Duration.ofMillis(1500);

  /** A beat that is a little late counts for more where this is all that a worker is given. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(5);

  private static final long UNEASY_MILLIS = 2000;

  /** After such a time without a look, as when the store was away, the worker may need a moment. */
  private static final Duration UNLOOKED = Duration.ofSeconds(5);

  /** How much longer than its patience a client looks at a store that answers badly. */
  private static final Duration BAD_STORE = Duration.ofSeconds(25);

  private static final Duration AFTER_HOPE = Duration.ofSeconds(10);

  private final Transport transport;
  private final Ticker ticker;
  private final SessionId session;
  private final WorkerFinder finder;
  private final Duration lostAfter;
  private final Duration patience;
  private final Duration limit;
  private final Silence silence;
  private final Endurance endurance;
  private long lastLook;
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
    patience = patience(lostAfter);
    this.limit = limit;
    finder = new WorkerFinder(transport, route);
    silence = new Silence(ticker);
    endurance = new Endurance(ticker, most(lostAfter));
    lastLook = ticker.nanos();
  }

  /** How long a heartbeat may be seen to stand still. */
  private static Duration patience(Duration lostAfter) {
    long spare = Math.max(0, lostAfter.minus(LEAST_PATIENCE).toNanos());
    return lostAfter.minusNanos(Math.min(MOST_AHEAD.toNanos(), spare));
  }

  /** Longer than a store that answers well is looked at, also for somebody who takes over. */
  private static Duration most(Duration lostAfter) {
    Duration bad = lostAfter.plus(BAD_STORE);
    Duration hope = lostAfter.plus(lostAfter).plus(AFTER_HOPE);
    return bad.compareTo(hope) > 0 ? bad : hope;
  }

  /** Output came: whoever took the session lives. */
  void progress() {
    begun = true;
    renew();
  }

  /** The worker has its time anew. */
  void renew() {
    silence.sign();
    endurance.sign();
  }

  /** To be called after each call to the store or two: the time since then counts. */
  void passes() {
    endurance.passes();
  }

  /**
   * Whether there was no sign of life for so long that the worker is to be given up although the
   * store answers too badly to tell. Decisive only after a look: the one that just ended may be the
   * first that got through.
   */
  boolean hasEnduredEnough() {
    endurance.passes();
    return endurance.isExhausted();
  }

  /** For how long there was no sign of life, without the time in which this process stood still. */
  Duration endured() {
    return endurance.counted();
  }

  /** The worker that has the session, or null while it waits for one. */
  String worker() {
    return worker;
  }

  /** The longest wait after which the next look still comes in time. */
  Duration untilLook() {
    Duration left = Duration.ofNanos(dueAt() - ticker.nanos());
    return left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left;
  }

  /** When the next look is due: after a while, and right when the silence has lasted too long. */
  private long dueAt() {
    long usual = lastLook + LOOK_EVERY.toNanos();
    long decisive = ticker.nanos() + patience.minus(silence.lasts()).toNanos();
    return decisive - lastLook > 0 && decisive - usual < 0 ? decisive : usual;
  }

  /**
   * Looks if it is time to. Whether enough was endured is to be asked afterwards.
   *
   * @return how long the worker, or any worker of the route, has given no sign of life once that is
   *     too long; else null
   */
  Duration lost() throws TransportException {
    if (ticker.nanos() - dueAt() < 0) {
      return null;
    }
    lastLook = ticker.nanos();
    silence.skipGap(UNLOOKED);
    try {
      look();
      silence.none();
      blind = false;
    } catch (TransportException e) {
      missed(e);
    }
    if (hasEnduredEnough()) {
      return null; // for the caller to ask
    }
    Duration lasts = silence.lasts();
    if (lasts.compareTo(patience) < 0) {
      return null;
    }
    try {
      return isGone(lasts) ? lasts : null;
    } catch (TransportException e) {
      boolean passing = e.kind() == FailureKind.UNREACHABLE;
      if (!passing || lasts.compareTo(lostAfter.plus(UNLOOKED)) >= 0) {
        throw e;
      }
      return null;
    }
  }

  private boolean isGone(Duration lasts) throws TransportException {
    // What was not begun may yet be taken over by another worker, which needs as long to be sure.
    boolean hope = !begun && heartbeat != null;
    if (hope && lasts.compareTo(lostAfter.plus(lostAfter)) < 0 && finder.look(limit).found()) {
      return false;
    }
    // The silence may be ours: only a share that answers us proves that it is theirs.
    transport.probe(limit);
    return true;
  }

  private void look() throws TransportException {
    if (heartbeat == null) {
      findHolder();
    }
    if (heartbeat != null) {
      if (heartbeat.unchangedFor(limit).isZero()) {
        renew();
      } else if (!begun && silence.lasts().toMillis() >= UNEASY_MILLIS) {
        findSuccessor();
      }
    } else if (worker != null) {
      renew(); // a foreign claim that names nobody: it cannot be watched
    } else if (finder.look(limit).found()) {
      renew();
    }
  }

  /** A look that fails says nothing about the worker; if all do for long, that is the news. */
  private void missed(TransportException e) throws TransportException {
    if (!blind) {
      blind = true;
      blindSince = ticker.nanos();
    }
    boolean tooLong = ticker.millisSince(blindSince) >= lostAfter.toMillis();
    if (tooLong || !e.kind().retryable()) {
      throw e;
    }
    silence.unseen();
  }

  private void findHolder() throws TransportException {
    Optional<Document> document = transport.read(Layout.claim(session), limit);
    if (document.isEmpty()) {
      return;
    }
    Claim claim = ClaimCodec.decode(document.get().content());
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
    Claim claim = ClaimCodec.decode(document.get().content());
    if (!claim.worker().host().isEmpty() && !claim.worker().toString().equals(worker)) {
      follow(claim);
      renew();
    }
  }

  private void follow(Claim claim) {
    worker = claim.worker().toString();
    heartbeat =
        new HeartbeatWatch(
            transport, ticker, Layout.worker(claim.worker().host(), claim.worker().pid()));
  }
}
