package dev.pigeon.worker;

import dev.pigeon.liveness.HeartbeatWatch;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One session at a time for each working directory, across workers. File locks are silently absent
 * on some network file systems, so this rests on exclusive creation: whoever creates the next
 * numbered ticket of a lock, and then sees no other ticket of a living worker, holds it. Both see
 * each other if two get so far; then both step back. {@code <sha256>.lock} itself names the holder
 * for people and for workers of other implementations.
 *
 * <p>Used by the worker's loop alone, except {@link Held#release}.
 */
final class CwdLock {
  private static final Duration DEAD_AFTER = Duration.ofSeconds(10);
  private static final Duration ABSENT_DEAD_AFTER = Duration.ofSeconds(2);

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Duration limit;
  private final Map<Key, HeartbeatWatch> watches = new HashMap<>();

  CwdLock(Transport transport, Ticker ticker, WorkerIdentity identity, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.limit = limit;
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

    /** Lets the next session in; any thread. */
    void release() throws TransportException {
      transport.delete(lock, limit);
      transport.delete(ticket, limit);
    }
  }

  /** Tries once, without waiting. */
  Attempt tryAcquire(String cwd, SessionId session) throws TransportException {
    Key lock = Layout.lock(cwd);
    List<Key> dead = new ArrayList<>();
    long last = 0;
    for (String name : transport.list(Layout.LOCKS, limit)) {
      long number = Layout.ticketNumber(lock, name);
      if (number >= 0) {
        last = Math.max(last, number);
        Key ticket = Layout.ticket(lock, number);
        String holder = livingHolder(ticket);
        if (holder != null) {
          return new Busy(holder);
        }
        dead.add(ticket);
      }
    }
    String foreign = foreignHolder(lock);
    if (foreign != null) {
      return new Busy(foreign);
    }
    Key mine = Layout.ticket(lock, last + 1);
    byte[] claim = DocumentCodec.encode(identity.claim(session));
    if (!transport.create(mine, claim, limit).won()) {
      return new Busy("another worker that was faster");
    }
    String rival = rivalOf(mine, lock);
    if (rival != null) {
      transport.delete(mine, limit);
      return new Busy(rival);
    }
    for (Key ticket : dead) {
      transport.delete(ticket, limit);
    }
    transport.replace(lock, claim, limit);
    return new Held(lock, mine);
  }

  private String rivalOf(Key mine, Key lock) throws TransportException {
    for (String name : transport.list(Layout.LOCKS, limit)) {
      long number = Layout.ticketNumber(lock, name);
      if (number >= 0 && !name.equals(mine.name())) {
        String holder = livingHolder(Layout.ticket(lock, number));
        if (holder != null) {
          return holder;
        }
      }
    }
    return null;
  }

  private String livingHolder(Key ticket) throws TransportException {
    Optional<Document> document = transport.read(ticket, limit);
    if (document.isEmpty()) {
      return null; // released between the listing and this look
    }
    Claim claim = DocumentCodec.decodeClaim(document.get().content());
    if (claim.worker().equals(identity.name())) {
      // Same host and pid: this process, or a predecessor that died with the pid we now have.
      return identity.wrote(claim) ? identity.name().toString() : null;
    }
    return lives(claim) ? claim.worker().toString() : null;
  }

  /** A lock file that no ticket stands behind: only a foreign worker that names itself counts. */
  private String foreignHolder(Key lock) throws TransportException {
    Optional<Document> document = transport.read(lock, limit);
    if (document.isEmpty()) {
      return null;
    }
    Claim claim = DocumentCodec.decodeClaim(document.get().content());
    boolean foreign = claim.token().isEmpty() && !claim.worker().host().isEmpty();
    return foreign && lives(claim) ? claim.worker().toString() : null;
  }

  private boolean lives(Claim claim) throws TransportException {
    Key key = Layout.worker(claim.worker().host(), claim.worker().pid());
    HeartbeatWatch watch =
        watches.computeIfAbsent(key, each -> new HeartbeatWatch(transport, ticker, each));
    Duration unchanged = watch.unchangedFor(limit);
    return unchanged.compareTo(watch.absent() ? ABSENT_DEAD_AFTER : DEAD_AFTER) < 0;
  }
}
