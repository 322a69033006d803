package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One session at a time for each working directory, across workers. File locks are silently absent
 * on some network file systems and listings lag on others, so this rests on exclusive creation
 * alone: whoever creates the lock's ticket holds it, and deletes it in the end. The ticket of a
 * holder that died stays for ever, marked as a tombstone, and the lock goes on with the ticket of
 * the next number. So no ticket is ever taken away from a holder, and a worker with a stale view
 * fails to create what is there. {@code <sha256>.lock} names the holder for people and for workers
 * of other implementations.
 *
 * <p>Used by the worker's loop alone, except {@link Held#release} and {@link #free}.
 */
final class CwdLock {
  /** A call that failed may still take effect for about this long. */
  private static final long LATE_MILLIS = 60_000;

  private static final long MOST_PAUSE_MILLIS = 60_000;

  /** What a lock is taken for that is only to be freed. */
  private static final SessionId NO_SESSION = new SessionId("0-cleanup");

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Holders holders;
  private final Duration limit;
  private final LastWord lastWord;
  private final Map<Key, Long> graves = new HashMap<>();
  private final Set<Key> held = ConcurrentHashMap.newKeySet();
  private final Map<Key, Doubt> doubtful = new ConcurrentHashMap<>();

  CwdLock(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      Holders holders,
      Duration limit) {
    this.holders = holders;
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.limit = limit;
    lastWord = new LastWord(transport, ticker, identity, limit);
  }

  /** What came of an attempt. */
  sealed interface Attempt {}

  /**
   * Somebody else holds it.
   *
   * @param holder the worker, for people
   */
  record Busy(String holder) implements Attempt {}

  /** This session holds it. */
  final class Held implements Attempt {
    private final Key lock;
    private final Key ticket;

    private Held(Key lock, Key ticket) {
      this.lock = lock;
      this.ticket = ticket;
    }

    /** Whether nobody has buried it meanwhile, as happens to a worker that was suspended. */
    boolean isOurs() throws TransportException {
      Claim holder = holderOf(ticket);
      return holder != null && identity.wrote(holder);
    }

    /** Lets the next session in; any thread. What fails is tried again by {@link #tidy}. */
    void release() throws TransportException {
      try {
        remove(this);
      } catch (TransportException e) {
        doubt(this);
        throw e;
      } finally {
        held.remove(ticket);
      }
    }
  }

  /** Tries once, without waiting. */
  Attempt tryAcquire(String cwd, SessionId session) throws TransportException {
    return tryAcquire(Layout.lock(cwd), session);
  }

  /**
   * Takes the lock of a holder that died and lets it go: what stays of it are tombstones. Any
   * thread.
   *
   * @return false if somebody holds it, or is not known to be dead for long enough yet
   */
  boolean free(Key lock) throws TransportException {
    if (tryAcquire(lock, NO_SESSION) instanceof Held freed) {
      freed.release();
      return true;
    }
    return false;
  }

  private synchronized Attempt tryAcquire(Key lock, SessionId session) throws TransportException {
    Claim named = holderOf(lock);
    if (named != null && holders.isLivingOther(named)) {
      return new Busy(named.worker().toString()); // spares an attempt that cannot succeed
    }
    byte[] claim = ClaimCodec.encode(identity.claim(session));
    while (true) {
      long number = graves.getOrDefault(lock, 0L);
      Key ticket = Layout.ticket(lock, number);
      Held mine = new Held(lock, ticket);
      Claim holder;
      try {
        holder = take(ticket, claim);
        if (holder == null) {
          return hold(mine, claim);
        }
      } catch (TransportException e) {
        doubt(mine);
        throw e;
      }
      if (!holder.isTombstone()) {
        if (holders.isLiving(holder)) {
          return new Busy(holder.worker().toString());
        }
        lastWord.speakFor(holder);
        transport.replace(ticket, ClaimCodec.encode(Claim.TOMBSTONE), limit);
      }
      graves.put(lock, number + 1);
    }
  }

  private void doubt(Held left) {
    doubtful.put(left.ticket, new Doubt(left, ticker.nanos()));
  }

  /**
   * Deletes what calls of uncertain end have left, lest it keep others out. What cannot be deleted
   * is tried again ever less often and keeps no other lock from its turn.
   */
  void tidy() {
    for (Doubt each : doubtful.values()) {
      if (!each.isDue()) {
        continue;
      }
      try {
        tidy(each);
      } catch (TransportException e) {
        each.failed();
        if (!e.kind().concernsOne()) {
          return; // the store is away: who looks for sessions will find and say so
        }
        if (e.kind() == FailureKind.CORRUPT && each.isOld()) {
          doubtful.remove(each.left.ticket, each); // what lies there never was ours
        }
      }
    }
  }

  private void tidy(Doubt each) throws TransportException {
    if (!held.contains(each.left.ticket)) {
      remove(each.left);
    }
    if (each.isOld()) {
      doubtful.remove(each.left.ticket, each);
    }
  }

  /** Creates a ticket; returns who holds it, or null if we do. */
  private Claim take(Key ticket, byte[] claim) throws TransportException {
    Creation end = transport.create(ticket, claim, limit);
    if (end instanceof Creation.Lost first && isLeftover(ticket, first)) {
      transport.delete(ticket, limit);
      end = transport.create(ticket, claim, limit);
    }
    return end instanceof Creation.Lost lost ? ClaimCodec.decode(lost.holder()) : null;
  }

  private boolean isLeftover(Key ticket, Creation.Lost lost) {
    return identity.wrote(ClaimCodec.decode(lost.holder())) && !held.contains(ticket);
  }

  private Attempt hold(Held mine, byte[] claim) throws TransportException {
    if (transport.create(mine.lock, claim, limit) instanceof Creation.Lost lost) {
      Claim other = ClaimCodec.decode(lost.holder());
      // Workers of other implementations know no tickets: a lock file that they wrote is theirs.
      if (other.token().isEmpty() && holders.isLivingOther(other)) {
        transport.delete(mine.ticket, limit);
        return new Busy(other.worker().toString());
      }
      transport.replace(mine.lock, claim, limit);
    }
    held.add(mine.ticket);
    return mine;
  }

  /** The ticket goes last: until then nobody else writes the lock file. */
  private void remove(Held gone) throws TransportException {
    Claim holder = holderOf(gone.ticket);
    // A worker that was suspended for long may find that it was buried meanwhile.
    if (holder != null && identity.wrote(holder)) {
      transport.delete(gone.lock, limit);
      transport.delete(gone.ticket, limit);
    }
  }

  private Claim holderOf(Key key) throws TransportException {
    Optional<Document> document = transport.read(key, limit);
    return document.isEmpty() ? null : ClaimCodec.decode(document.get().content());
  }

  /** A lock that may have stayed ours though nobody holds it. */
  private final class Doubt {
    private final Held left;
    private final long since;
    private long failed;
    private boolean fails;

    Doubt(Held left, long since) {
      this.left = left;
      this.since = since;
    }

    boolean isOld() {
      return ticker.millisSince(since) > LATE_MILLIS;
    }

    boolean isDue() {
      long pause = Math.min(MOST_PAUSE_MILLIS, ticker.millisSince(since) / 10);
      return !fails || ticker.millisSince(failed) >= pause;
    }

    void failed() {
      fails = true;
      failed = ticker.nanos();
    }
  }
}
