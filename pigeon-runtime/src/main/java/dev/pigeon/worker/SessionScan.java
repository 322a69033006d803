package dev.pigeon.worker;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Capability;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.RequestCodec;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.StatusCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds sessions that wait for a worker of one route. Every session's files are read until its
 * place is known and then never again, unless there was no room for its request; a look at nothing
 * new is one listing.
 */
final class SessionScan {
  private static final int BUDGET = 500;
  private static final long LONG_MILLIS = 60_000;
  private static final long RECHECK_MILLIS = 1000;
  private static final long SLOW_MILLIS = 1000;

  private final Transport transport;
  private final StoreReader incoming;
  private final Ticker ticker;
  private final Holders holders;
  private final WorkerLog log;
  private final Duration limit;
  private final FaultScope scope;
  private final Set<String> settled = new HashSet<>();
  private final UnreadySessions unready;
  private final Map<SessionId, Taken> taken = new HashMap<>();
  private final Set<SessionId> lapsed = new HashSet<>();
  private final Set<String> elsewhere = new HashSet<>();
  private final Set<SessionId> doubtful = new HashSet<>();
  private final Set<SessionId> doubtsTold = new HashSet<>();
  private final Backlog pending = new Backlog(doubtful);
  private final Set<String> hinted = new HashSet<>();
  private final ListingPace pace;
  private int budget = BUDGET;

  private List<String> listing = List.of();

  /** Whether everything in the listing has been looked at. */
  private boolean lookedThrough = true;

  private String served;

  /**
   * @param incoming the store as far as requests in it are believed
   */
  SessionScan(
      Transport transport,
      StoreReader incoming,
      Ticker ticker,
      Holders holders,
      WorkerLog log,
      Duration limit) {
    this.incoming = incoming;
    this.holders = holders;
    this.transport = transport;
    this.ticker = ticker;
    this.log = log;
    this.limit = limit;
    scope = new FaultScope(transport);
    unready = new UnreadySessions(ticker, log);
    pace = new ListingPace(ticker, transport.traits().can(Capability.CHANGE_HINTS));
  }

  /** Has the next look see what came, even if it is too early to list everything again. */
  void hint(Collection<Key> came) {
    for (Key each : came) {
      hinted.add(each.name());
    }
  }

  /** Looks once; returns the waiting sessions of {@code route}, oldest first. */
  Collection<Request> look(String route) throws TransportException {
    if (pace.isDue()) {
      List<String> names = pace.time(() -> transport.list(Layout.SESSIONS, limit));
      lookedThrough &= names == listing;
      listing = names;
      forgetGone(names);
    }
    budget = BUDGET;
    serve(route);
    readAgain();
    List<String> names = named();
    if (!lookedThrough) {
      names.addAll(0, listing);
    }
    for (UnreadySessions.Readiness each : UnreadySessions.Readiness.values()) {
      lookAt(names, each);
    }
    lookedThrough |= budget > 0;
    hinted.clear();
    return waiting(route);
  }

  /** The sessions of {@code route} that are known to wait, oldest first. No I/O. */
  Collection<Request> waiting(String route) {
    List<Request> ours = new ArrayList<>();
    for (Backlog.Waiting each : pending.oldestFirst()) {
      if (Objects.equals(each.request().route(), route)) {
        ours.add(each.request());
      }
    }
    return ours;
  }

  /** Of the sessions of other routes nothing is kept: they are read again for another route. */
  private void serve(String route) {
    if (!Objects.equals(route, served)) {
      served = route;
      elsewhere.clear();
      pending.retain(id -> pending.isOf(id, route));
      lookedThrough = false;
    }
  }

  /** Those for whose requests there was no room, as far as there is now. */
  private void readAgain() throws TransportException {
    for (SessionId id = pending.next(); id != null && budget > 0; id = pending.next()) {
      budget--;
      if (!examineAlone(id)) {
        pending.remove(id);
      }
    }
  }

  /** What hints have named, and what has to be looked at again; the newest last. */
  private List<String> named() {
    Set<String> names = new TreeSet<>(hinted);
    names.addAll(unready.names());
    for (SessionId each : taken.keySet()) {
      names.add(each.value());
    }
    return new ArrayList<>(names);
  }

  /**
   * Newest first: what was just asked for is served before a long backlog has been looked through.
   */
  private void lookAt(List<String> names, UnreadySessions.Readiness wanted)
      throws TransportException {
    if (wanted != UnreadySessions.Readiness.UNSEEN && unready.isEmpty()) {
      return;
    }
    for (int i = names.size() - 1; i >= 0 && budget > 0; i--) {
      String name = names.get(i);
      if (settled.contains(name) || elsewhere.contains(name) || unready.readiness(name) != wanted) {
        continue;
      }
      if (!SessionId.isValid(name)) {
        settled.add(name);
        log.warn("ignored sessions/" + name + ": not a session's name; remove it");
        continue;
      }
      SessionId id = new SessionId(name);
      if (taken.containsKey(id)) {
        reconsiderAlone(id);
      } else if (!pending.knows(id)) {
        budget--;
        examineAlone(id);
      }
    }
  }

  /**
   * This one cannot be taken, for a reason of its own: it is looked at again later.
   *
   * @param took milliseconds that it took to find that out
   */
  void postpone(SessionId id, String reason, long took) {
    Backlog.Waiting waiting = pending.remove(id);
    if (waiting != null && waiting.before() != null) {
      unready.putBack(id, waiting.before());
    }
    unready.failed(id, reason, took);
  }

  /** Somebody has this session: never look at it again. */
  void settle(SessionId id) {
    pending.remove(id);
    doubtful.remove(id);
    doubtsTold.remove(id);
    taken.remove(id);
    lapsed.remove(id);
    unready.remove(id);
    settled.add(id.value());
  }

  /**
   * Another worker has claimed this session. Should that one die before it started anything, the
   * session comes back.
   */
  void taken(SessionId id, Claim claim) {
    settle(id);
    if (claim.fenced()) {
      settled.remove(id.value());
      taken.put(id, new Taken(claim, ticker.nanos()));
    }
  }

  /** We may have claimed this session or not: it stays pending until that is known. */
  void doubt(SessionId id) {
    doubtful.add(id);
  }

  /** It is not known yet, which is said once. */
  void stillInDoubt(SessionId id, String reason) {
    if (doubtsTold.add(id)) {
      log.warn("cannot tell whether session " + id + " is claimed, trying on: " + reason);
    }
  }

  /** Whether a claim of ours for this session ended uncertainly. */
  boolean isDoubtful(SessionId id) {
    return doubtful.contains(id);
  }

  /** Whether this session's files were read so long ago that they may be gone by now. */
  boolean hasWaitedLong(SessionId id) {
    Backlog.Waiting waiting = pending.get(id);
    return waiting != null && ticker.millisSince(waiting.since()) >= LONG_MILLIS;
  }

  /** Whether a session is just being created, so that the next look should come soon. */
  boolean expectsSoon() {
    if (budget == 0) {
      return true; // not all was looked at
    }
    return unready.hasYoung();
  }

  /**
   * What lies in place of one session must not keep the others waiting.
   *
   * @return whether it is pending now
   */
  private boolean examineAlone(SessionId id) throws TransportException {
    long start = ticker.nanos();
    try {
      return examine(id);
    } catch (TransportException e) {
      scope.throwUnlessOfOne(e);
      long took = ticker.millisSince(start);
      unready.failed(id, e.getMessage(), took);
      if (took > SLOW_MILLIS) {
        budget = 0; // what is known by now has its turn first
      }
      return false;
    }
  }

  private boolean examine(SessionId id) throws TransportException {
    Optional<Document> status = transport.read(Layout.status(id), limit);
    if (status.isEmpty()) {
      unready.absent(id, "status.json");
      return false;
    }
    try {
      SessionState state = StatusCodec.decodeState(status.get().content());
      if (state != null && state != SessionState.PENDING) {
        settle(id);
        return false;
      }
      Optional<Document> document = incoming.read(Layout.request(id), limit);
      if (document.isEmpty()) {
        unready.absent(id, "request.json");
        return false;
      }
      return place(id, document.get());
    } catch (MalformedJson e) {
      unready.note(id, e.getMessage());
      return false;
    }
  }

  /** Whether a session that waits, by its status, waits for this worker. */
  private boolean place(SessionId id, Document document) throws MalformedJson, TransportException {
    Request request = RequestCodec.decode(document.content());
    if (!request.session().equals(id)) {
      unready.note(id, "its session_id is " + request.session());
      return false;
    }
    if (!Objects.equals(request.route(), served)) {
      unready.remove(id);
      elsewhere.add(id.value());
      return false;
    }
    Optional<Document> claim = transport.read(Layout.claim(id), limit);
    if (claim.isPresent() && !lapsed.contains(id)) {
      taken(id, ClaimCodec.decode(claim.get().content()));
      return false;
    }
    UnreadySessions.Unready before = unready.remove(id);
    pending.add(Backlog.Waiting.of(request, document, ticker.nanos(), before));
    return true;
  }

  private void reconsiderAlone(SessionId id) throws TransportException {
    try {
      reconsider(id);
    } catch (TransportException e) {
      scope.throwUnlessOfOne(e);
      if (e.kind().concernsOne()) {
        settle(id);
      } else {
        rest(taken.get(id));
      }
    }
  }

  private void rest(Taken each) {
    if (each != null) {
      each.pause = RECHECK_MILLIS + FaultScope.rest(ticker.millisSince(each.looked));
      each.looked = ticker.nanos();
    }
  }

  /** A session that was claimed a while ago and not begun is taken over once its worker is dead. */
  private void reconsider(SessionId id) throws TransportException {
    Taken each = taken.get(id);
    if (ticker.millisSince(each.looked) < each.pause) {
      return;
    }
    each.looked = ticker.nanos();
    each.pause = RECHECK_MILLIS;
    Optional<Document> status = transport.read(Layout.status(id), limit);
    try {
      if (status.isEmpty()
          || StatusCodec.decodeState(status.get().content()) != SessionState.PENDING
          || transport.read(Layout.start(id), limit).isPresent()) {
        settle(id);
      } else if (!holders.isLiving(each.claim)) {
        taken.remove(id);
        lapsed.add(id);
        hinted.add(id.value()); // for the next look, if this one ends here
        examineAlone(id);
      }
    } catch (MalformedJson e) {
      return; // torn; at the next look it is whole
    }
  }

  private void forgetGone(List<String> names) {
    int known = settled.size() + elsewhere.size() + unready.size() + pending.size() + taken.size();
    if (known > names.size()) {
      Set<String> there = new HashSet<>(names);
      settled.retainAll(there);
      elsewhere.retainAll(there);
      lapsed.removeIf(id -> !there.contains(id.value()));
      unready.retain(there);
      taken.keySet().removeIf(id -> !there.contains(id.value()));
      pending.retain(id -> there.contains(id.value()));
    }
  }

  private static final class Taken {
    private final Claim claim;
    private long looked;
    private long pause = RECHECK_MILLIS;

    Taken(Claim claim, long looked) {
      this.claim = claim;
      this.looked = looked;
    }
  }
}
