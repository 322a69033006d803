package dev.pigeon.worker;

import dev.pigeon.claims.SessionClaims;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ends a session in the line whose client is lost, without running it: whoever wins its claim, or
 * its start from a dead worker that claimed it, has the say. What fails may be done again.
 */
final class Withdrawal {
  private static final int NOT_CARRIED = 255;
  private static final long RETRY_MILLIS = 1000;

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Holders holders;
  private final SessionScan scan;
  private final WorkerLog log;
  private final Duration limit;
  private final SessionClaims claims;
  private final FaultScope scope;
  private final Setbacks setbacks;
  private final Deque<Won> unfinished = new ArrayDeque<>();
  private long tried;
  private long pause;

  /** A session to be ended, and whether it was told that it cannot be yet. */
  private record Won(Request request, Duration silence, boolean told) {}

  Withdrawal(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      Holders holders,
      SessionScan scan,
      WorkerLog log,
      Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.holders = holders;
    this.scan = scan;
    this.log = log;
    this.limit = limit;
    claims = new SessionClaims(transport, limit);
    scope = new FaultScope(transport);
    setbacks = new Setbacks(ticker, scope);
  }

  /**
   * Ends one, unless another has it.
   *
   * @param silence for how long its client has given no sign of life
   */
  void withdraw(Request request, Duration silence) throws TransportException {
    SessionId id = request.session();
    long start = ticker.nanos();
    try {
      if (transport.read(Layout.request(id), limit).isEmpty()) {
        scan.settle(id); // cleaned up: a claim would bring its folder back
        return;
      }
      Claim claim = Claim.withdrawalByWorker(identity.name(), id);
      Claim holder = win(id, claim);
      if (!holder.equals(claim)) {
        scan.taken(id, holder);
        return;
      }
      setbacks.over(id);
    } catch (TransportException e) {
      setbacks.throwUnlessOwn(id, e);
      scan.postpone(id, e.getMessage(), ticker.millisSince(start));
      return;
    }
    scan.settle(id);
    end(new Won(request, silence, false));
  }

  /** Tries again to end one that was won and whose end could not be written. */
  void finishOne() throws TransportException {
    Won oldest = unfinished.peek();
    if (oldest == null || ticker.millisSince(tried) < pause) {
      return;
    }
    unfinished.remove();
    end(oldest);
  }

  private void end(Won session) throws TransportException {
    SessionId id = session.request.session();
    long start = ticker.nanos();
    try {
      if (!session.told || transport.read(Layout.request(id), limit).isPresent()) {
        end(session.request, session.silence);
      } // else it was cleaned up meanwhile: its end would bring its folder back
    } catch (TransportException e) {
      if (!session.told) {
        log.warn(id + " is to be cancelled, trying on: " + e.getMessage());
      }
      unfinished.add(new Won(session.request, session.silence, true));
      tried = ticker.nanos();
      pause = RETRY_MILLIS + FaultScope.rest(ticker.millisSince(start));
      scope.throwUnlessOfOne(e);
    }
  }

  /** Returns who has it then. */
  private Claim win(SessionId id, Claim claim) throws TransportException {
    Claim holder = claims.claim(id, claim);
    if (holder.fenced() && (identity.wrote(holder) || !holders.isLiving(holder))) {
      return claims.start(id, claim);
    }
    return holder;
  }

  private void end(Request request, Duration silence) throws TransportException {
    SessionId id = request.session();
    String error =
        "its client gave no sign of life for "
            + silence.toSeconds()
            + " s while it waited in line; nothing was run";
    claims.withdrawn(id, request.createdAt(), ticker.now(), identity.name(), error);
    log.warn(id + " is cancelled: " + error);
    tellClient(id, error);
  }

  /** For one that only stood still; whoever reads the status alone misses nothing. */
  private void tellClient(SessionId id, String error) {
    FlowLimits plain = FlowLimits.DEFAULT.withWindow(0);
    try (StreamLog stream = new StreamLog(transport, ticker, Layout.stream(id), plain, limit)) {
      stream.abandon(); // the worker's loop waits for no sick store
      stream.finish(error, NOT_CARRIED, NOT_CARRIED);
    } catch (TransportException e) {
      log.warn(id + " could not tell its client: " + e.getMessage());
    }
  }
}
