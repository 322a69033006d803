package dev.pigeon.worker;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Claims sessions that wait, each once its working directory is free. One thread. */
final class Claimer {
  /**
   * How soon to try again for a folder that another worker holds: no hint tells when it is free.
   */
  static final Duration RETRY = Duration.ofMillis(40);

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final CwdLock cwdLock;
  private final Holders holders;
  private final SessionScan scan;
  private final WaitingLine line;
  private final RunningSessions running;
  private final WorkerLog log;
  private final Starter starter;
  private final Duration limit;
  private final StartFence fence;
  private final Setbacks setbacks;
  private final Map<String, Long> busySince = new HashMap<>();
  private final Set<SessionId> announced = new HashSet<>();
  private boolean waitsForFolder;

  /** Starts a session that was claimed and holds its working directory. */
  interface Starter {
    void start(Request request, CwdLock.Held held);
  }

  Claimer(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      CwdLock cwdLock,
      Holders holders,
      SessionScan scan,
      WaitingLine line,
      RunningSessions running,
      WorkerLog log,
      Starter starter,
      Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.cwdLock = cwdLock;
    this.holders = holders;
    this.scan = scan;
    this.line = line;
    this.running = running;
    this.log = log;
    this.starter = starter;
    this.limit = limit;
    fence = new StartFence(transport, identity, limit);
    setbacks = new Setbacks(ticker, new FaultScope(transport));
  }

  /** A look at all sessions begins. */
  void beginLook() {
    waitsForFolder = false;
  }

  /** Whether a session of this look waits for a folder that another worker holds. */
  boolean waitsForFolder() {
    return waitsForFolder;
  }

  /** It does not wait any more. */
  void forget(SessionId id) {
    announced.remove(id);
  }

  /** What lies in place of one session's files, or its lock's, must not keep the others waiting. */
  void consider(Request request) throws TransportException {
    SessionId id = request.session();
    long start = ticker.nanos();
    try {
      tryToTake(request);
      setbacks.over(id);
    } catch (TransportException e) {
      setbacks.throwUnlessOwn(id, e);
      putOff(id, e.getMessage(), ticker.millisSince(start));
    }
  }

  private void putOff(SessionId id, String reason, long took) {
    if (scan.isDoubtful(id)) {
      scan.stillInDoubt(id, reason);
    } else {
      scan.postpone(id, reason, took);
    }
  }

  private void tryToTake(Request request) throws TransportException {
    String cwd = request.cwd();
    if (running.holds(cwd)) {
      line.forFolder(request);
      return; // the end of that session wakes this loop
    }
    if (!isDue(cwd)) {
      line.forFolder(request);
      waitsForFolder = true;
      return;
    }
    CwdLock.Attempt attempt = cwdLock.tryAcquire(cwd, request.session());
    if (attempt instanceof CwdLock.Busy busy) {
      Claim taker = takerOf(request.session());
      if (taker != null) {
        scan.taken(request.session(), taker); // by the very worker that holds the folder
        announced.remove(request.session());
        return;
      }
      line.forFolder(request);
      waitsForFolder = true;
      busySince.put(cwd, ticker.nanos());
      if (announced.add(request.session())) {
        log.event(
            WorkerLog.Topic.LOCK,
            request.session() + " waits for " + cwd + ", held by " + busy.holder());
      }
    } else if (attempt instanceof CwdLock.Held held) {
      busySince.remove(cwd);
      announced.remove(request.session());
      claim(request, held);
    }
  }

  private void claim(Request request, CwdLock.Held held) throws TransportException {
    SessionId id = request.session();
    log.event(WorkerLog.Topic.LOCK, id + " holds " + request.cwd());
    Claim other;
    boolean gone;
    try {
      other = take(id);
      gone = other == null && wasCleanedUp(id);
    } catch (TransportException e) {
      if (e.kind() != FailureKind.CORRUPT) {
        scan.doubt(id);
      }
      release(held);
      throw e;
    }
    if (other != null) {
      release(held);
      scan.taken(id, other);
      return;
    }
    scan.settle(id);
    if (gone) {
      release(held);
      return;
    }
    log.event(
        WorkerLog.Topic.CLAIM,
        id
            + " from "
            + request.requester().user()
            + '@'
            + request.requester().host()
            + ": "
            + request.command());
    starter.start(request, held);
  }

  /**
   * Claims a session; a claim of ours whose answer got lost at an earlier attempt counts. So does
   * that of a worker which died before it started anything, if its start can be won.
   *
   * @return who has it; null if this worker does
   */
  private Claim take(SessionId id) throws TransportException {
    Claim claim = identity.claim(id);
    Creation end = transport.create(Layout.claim(id), ClaimCodec.encode(claim), limit);
    if (!(end instanceof Creation.Lost lost)) {
      return null;
    }
    Claim other = ClaimCodec.decode(lost.holder());
    if (other.equals(claim)) {
      return scan.isDoubtful(id) ? null : other;
    }
    if (other.fenced() && !holders.isLiving(other) && fence.tryWin(id)) {
      log.warn(id + " was claimed by " + other.worker() + ", which died; taking it over");
      return null;
    }
    return other;
  }

  /**
   * Whether another worker ran this session long ago and its folder went while it waited here: then
   * the claim alone has brought the folder back.
   */
  private boolean wasCleanedUp(SessionId id) throws TransportException {
    if (!scan.hasWaitedLong(id) || transport.read(Layout.request(id), limit).isPresent()) {
      return false;
    }
    transport.delete(Layout.session(id), limit);
    return true;
  }

  /** Who has claimed a session; null if nobody, or perhaps we. */
  private Claim takerOf(SessionId id) throws TransportException {
    if (scan.isDoubtful(id)) {
      return null;
    }
    Optional<Document> claim = transport.read(Layout.claim(id), limit);
    return claim.isEmpty() ? null : ClaimCodec.decode(claim.get().content());
  }

  private void release(CwdLock.Held held) {
    try {
      held.release();
    } catch (TransportException e) {
      log.event(WorkerLog.Topic.WARN, "releasing a lock later: " + e.getMessage());
    }
  }

  private boolean isDue(String cwd) {
    Long since = busySince.get(cwd);
    return since == null || ticker.millisSince(since) >= RETRY.toMillis();
  }
}
