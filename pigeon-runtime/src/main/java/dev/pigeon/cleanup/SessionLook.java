package dev.pigeon.cleanup;

import dev.pigeon.claims.SessionClaims;
import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.StatusCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Judges one session, and removes one that was abandoned. */
final class SessionLook {
  private static final String WITHDRAWN = "withdrawn: nobody waited for it and no worker took it";

  /** What one look says. */
  sealed interface Verdict {

    /** It stays. */
    record Stays() implements Verdict {}

    /** There is no document in its folder, so that nothing tells its age. */
    record Empty() implements Verdict {}

    /**
     * Its command has ended.
     *
     * @param modified when that was written
     */
    record Finished(Instant modified) implements Verdict {}

    /**
     * Nobody seems to be at work on it.
     *
     * @param why for people
     * @param modified when any of its documents was last written
     * @param position how far its client's control records went; -1 where they do not matter
     */
    record Abandoned(Why why, Instant modified, long position) implements Verdict {
      Duration secondLook() {
        return position < 0 ? SecondLook.SETTLED : SecondLook.SIGN_OF_LIFE;
      }
    }
  }

  /** Why it seems abandoned. */
  enum Why {
    WORKER_DEAD("its worker is dead"),
    NEVER_TAKEN("no worker took it and its client is gone; withdrawn, it goes with the finished"),
    REMAINS("remains of a session");

    private final String words;

    Why(String words) {
      this.words = words;
    }
  }

  private final Store store;
  private final CleanupRules rules;
  private final Cleaner cleaner;

  SessionLook(Store store, CleanupRules rules, Cleaner cleaner) {
    this.store = store;
    this.rules = rules;
    this.cleaner = cleaner;
  }

  Verdict look(SessionId id) throws TransportException {
    return look(id, 0);
  }

  /** Looks again; removes or withdraws it if nothing has changed since. */
  void confirm(SessionId id, Verdict.Abandoned before) throws TransportException {
    if (!before.equals(look(id, Math.max(0, before.position())))) {
      return;
    }
    Finding finding =
        new Finding(Thing.SESSION, id.value(), before.why().words, store.age(before.modified()));
    switch (before.why()) {
      case WORKER_DEAD, REMAINS -> store.remove(Layout.session(id), finding);
      case NEVER_TAKEN -> {
        if (store.dry() || withdraw(id)) {
          store.found(finding);
        }
      }
    }
  }

  private Verdict look(SessionId id, long position) throws TransportException {
    Optional<Document> status = store.read(Layout.status(id));
    boolean known = true;
    if (status.isPresent()) {
      try {
        SessionState state = StatusCodec.decodeState(status.get().content());
        if (state != null && state.isFinal()) {
          return new Verdict.Finished(status.get().modified());
        }
        known = state != null;
      } catch (MalformedJson e) {
        known = true; // torn or broken: what it says does not count, its age does
      }
      if (isYoung(status.get().modified())) {
        return new Verdict.Stays();
      }
    }
    Optional<Document> claim = store.read(Layout.claim(id));
    Optional<Document> request = store.read(Layout.request(id));
    Instant modified = youngest(youngest(null, status), youngest(youngest(null, claim), request));
    if (modified == null) {
      return new Verdict.Empty();
    }
    if (isYoung(modified)) {
      return new Verdict.Stays();
    }
    if (claim.isPresent()) {
      boolean dead = isDead(ClaimCodec.decode(claim.get().content()));
      return dead ? new Verdict.Abandoned(Why.WORKER_DEAD, modified, -1) : new Verdict.Stays();
    }
    if (!known) {
      return new Verdict.Stays(); // a state of a later version
    }
    if (request.isEmpty()) {
      return new Verdict.Abandoned(Why.REMAINS, modified, -1);
    }
    return new Verdict.Abandoned(Why.NEVER_TAKEN, modified, end(id, position));
  }

  private static Instant youngest(Instant a, Instant b) {
    return a == null || b != null && b.isAfter(a) ? b : a;
  }

  private static Instant youngest(Instant a, Optional<Document> b) {
    return youngest(a, b.map(Document::modified).orElse(null));
  }

  private boolean isYoung(Instant modified) {
    return store.age(modified).compareTo(rules.abandonedAfter()) < 0;
  }

  private boolean isDead(Claim claim) throws TransportException {
    if (claim.isWithdrawal()) {
      return true;
    }
    // A foreign claim that names nobody: whether that worker lives cannot be known.
    return !claim.worker().host().isEmpty() && store.isDead(claim.worker());
  }

  /** Where the control records end now: a client that waits writes one every few seconds. */
  private long end(SessionId id, long position) throws TransportException {
    try (LogTail tail = cleaner.transport().tail(Layout.control(id), position)) {
      while (!tail.read(cleaner.limit()).isEmpty()) {
        continue; // only the end counts
      }
      return tail.position();
    }
  }

  /** Wins the claim, as its client would, so that no worker can take what is going to vanish. */
  private boolean withdraw(SessionId id) throws TransportException {
    SessionClaims claims = new SessionClaims(cleaner.transport(), cleaner.limit());
    Claim ours = Claim.withdrawalByCleanup(cleaner.name(), id);
    if (!claims.claim(id, ours).equals(ours)) {
      return false;
    }
    Instant now = cleaner.ticker().now();
    claims.withdrawn(id, now, now, null, WITHDRAWN);
    return true;
  }
}
