package dev.pigeon.worker;

import dev.pigeon.spi.Document;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The sessions that a worker may take, oldest first. Their requests are kept in a bounded memory:
 * beyond it the youngest are only known by name, and have to be read again once there is room.
 */
final class Backlog {
  /** Bytes; more than one request may weigh. */
  static final long MOST = 16L << 20;

  /** What a string takes beside its characters. */
  private static final int STRING = 56;

  private final Set<SessionId> pinned;
  private final TreeMap<SessionId, Waiting> kept = new TreeMap<>();
  private final TreeMap<SessionId, Long> crowded = new TreeMap<>();
  private long weight;

  /**
   * @param pinned sessions that must stay whatever they weigh; looked at whenever room is wanted
   */
  Backlog(Set<SessionId> pinned) {
    this.pinned = pinned;
  }

  /**
   * A session that may be taken.
   *
   * @param weight about the bytes of memory it takes
   * @param since when its files were read, by the ticker
   * @param before what was wrong with it, should it turn out to be so still; null if nothing was
   */
  record Waiting(Request request, long weight, long since, UnreadySessions.Unready before) {
    static Waiting of(
        Request request, Document document, long since, UnreadySessions.Unready before) {
      long weight = document.content().length + (long) STRING * request.strings();
      return new Waiting(request, weight, since, before);
    }

    SessionId id() {
      return request.session();
    }
  }

  /** Keeps a session, in place of younger ones if need be; or, without room, only its name. */
  void add(Waiting waiting) {
    remove(waiting.id());
    if (!hasRoom(waiting.id(), waiting.weight)) {
      crowded.put(waiting.id(), waiting.weight);
      return;
    }
    for (Waiting each : younger(waiting.id())) {
      if (weight + waiting.weight <= MOST) {
        break;
      }
      remove(each.id());
      crowded.put(each.id(), each.weight);
    }
    kept.put(waiting.id(), waiting);
    weight += waiting.weight;
  }

  /** Forgets a session; returns what was kept of it, or null. */
  Waiting remove(SessionId id) {
    crowded.remove(id);
    Waiting gone = kept.remove(id);
    weight -= gone == null ? 0 : gone.weight;
    return gone;
  }

  /** Null if it is not kept. */
  Waiting get(SessionId id) {
    return kept.get(id);
  }

  /** Whether it is kept, or known to have no room. */
  boolean knows(SessionId id) {
    return kept.containsKey(id) || crowded.containsKey(id);
  }

  int size() {
    return kept.size() + crowded.size();
  }

  /** Those that are kept, oldest first. */
  Collection<Waiting> oldestFirst() {
    return kept.values();
  }

  /** The oldest that is known only by name, if it has room by now; else null. */
  SessionId next() {
    Map.Entry<SessionId, Long> oldest = crowded.firstEntry();
    boolean fits = oldest != null && hasRoom(oldest.getKey(), oldest.getValue());
    return fits ? oldest.getKey() : null;
  }

  /** Forgets those that are of another route, and those that are not there any more. */
  void retain(Predicate<SessionId> wanted) {
    for (SessionId each : List.copyOf(kept.keySet())) {
      if (!wanted.test(each) && !pinned.contains(each)) {
        remove(each);
      }
    }
    crowded.keySet().removeIf(each -> !wanted.test(each));
  }

  /** Whether all that is kept, and is no younger, leaves room for so much. */
  private boolean hasRoom(SessionId id, long wanted) {
    long free = MOST - weight;
    for (Waiting each : free >= wanted ? List.<Waiting>of() : younger(id)) {
      free += each.weight;
    }
    return free >= wanted;
  }

  /** Youngest first. */
  private List<Waiting> younger(SessionId id) {
    List<Waiting> younger = new ArrayList<>();
    for (Waiting each : kept.tailMap(id, false).descendingMap().values()) {
      if (!pinned.contains(each.id())) {
        younger.add(each);
      }
    }
    return younger;
  }

  /** Whether a session that is kept is of that route. */
  boolean isOf(SessionId id, String route) {
    Waiting waiting = kept.get(id);
    return waiting != null && Objects.equals(waiting.request.route(), route);
  }
}
