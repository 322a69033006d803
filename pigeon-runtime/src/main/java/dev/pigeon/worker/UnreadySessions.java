package dev.pigeon.worker;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.wire.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Sessions that cannot be served as they are: just being created, torn, foreign or left half done.
 * Says when each is worth another look; one that stays so is named once.
 */
final class UnreadySessions {
  private static final long YOUNG_MILLIS = 2000;
  private static final long ABSENT_MILLIS = 10_000;
  private static final long RECHECK_MILLIS = 1000;
  private static final long MOST_RECHECK_MILLIS = 60_000;
  private static final long SOON_MILLIS = 100;

  private final Ticker ticker;
  private final WorkerLog log;
  private final Map<String, Unready> sessions = new HashMap<>();

  /** In this order: any amount of junk must not keep a session that is just created waiting. */
  enum Readiness {
    UNSEEN,
    YOUNG,
    STALE
  }

  /** What was wrong with a session, and since when. */
  static final class Unready {
    private final long since;
    private long looked;
    private long rest;
    private boolean failed;
    private boolean reported;

    private Unready(long since) {
      this.since = since;
    }
  }

  UnreadySessions(Ticker ticker, WorkerLog log) {
    this.ticker = ticker;
    this.log = log;
  }

  /** A torn file may be whole at the next look; one that stays broken is named once. */
  void note(SessionId id, String fault) {
    note(id, fault, YOUNG_MILLIS);
  }

  /** A client that creates a session may be slow; one that died meanwhile never goes on. */
  void absent(SessionId id, String document) {
    note(id, "it has no " + document + "; its client may have died", ABSENT_MILLIS);
  }

  /**
   * The store did not give it. If that goes on, it is left in peace for a while after each look; a
   * first one that failed soon is repeated at once, as it may have its turn.
   *
   * @param took milliseconds
   */
  void failed(SessionId id, String fault, long took) {
    long begun = ticker.nanos() - took * 1_000_000;
    Unready each = sessions.computeIfAbsent(id.value(), name -> new Unready(begun));
    note(id, fault);
    each.rest = each.failed || took > SOON_MILLIS ? FaultScope.rest(took) : 0;
    each.failed = true;
  }

  private void note(SessionId id, String fault, long patience) {
    Unready each = sessions.computeIfAbsent(id.value(), name -> new Unready(ticker.nanos()));
    each.rest = 0;
    each.looked = ticker.nanos();
    if (!each.reported && ticker.millisSince(each.since) > patience) {
      each.reported = true;
      log.warn("cannot serve session " + id + ": " + fault);
    }
  }

  /** Forgets one that is ready now; returns what was wrong with it, or null. */
  Unready remove(SessionId id) {
    return sessions.remove(id.value());
  }

  /** It was not ready after all. */
  void putBack(SessionId id, Unready before) {
    sessions.put(id.value(), before);
  }

  /** Keeps only those. */
  void retain(Set<String> names) {
    sessions.keySet().retainAll(names);
  }

  /** A view. */
  Set<String> names() {
    return sessions.keySet();
  }

  int size() {
    return sessions.size();
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** Whether one is just being created. */
  boolean hasYoung() {
    for (Unready each : sessions.values()) {
      if (ticker.millisSince(each.since) < YOUNG_MILLIS) {
        return true;
      }
    }
    return false;
  }

  /** Null if it is not to be looked at now. */
  Readiness readiness(String name) {
    Unready each = sessions.get(name);
    if (each == null) {
      return Readiness.UNSEEN;
    }
    if (ticker.millisSince(each.looked) < each.rest) {
      return null;
    }
    long age = ticker.millisSince(each.since);
    if (age < YOUNG_MILLIS) {
      return Readiness.YOUNG;
    }
    // What has been unready for long is looked at ever less often, so that junk costs next to
    // nothing.
    long pause = Math.min(MOST_RECHECK_MILLIS, Math.max(RECHECK_MILLIS, age / 10));
    return ticker.millisSince(each.looked) >= pause ? Readiness.STALE : null;
  }
}
