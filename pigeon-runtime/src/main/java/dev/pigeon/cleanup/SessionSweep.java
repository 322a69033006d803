package dev.pigeon.cleanup;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.cleanup.SessionLook.Verdict;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Sessions: finished ones go by age, then the oldest of too many; abandoned ones after a second
 * look that found nothing changed.
 */
final class SessionSweep implements Sweep {
  private record Finished(SessionId id, Instant modified) {}

  private record Suspect(SessionId id, Verdict.Abandoned verdict) {}

  private final Store store;
  private final CleanupRules rules;
  private final Cleaner cleaner;
  private final SessionLook session;
  private final SecondLook later;
  private final EmptyFolders empties;
  private final Deque<Suspect> suspects = new ArrayDeque<>();
  private List<Finished> finished = new ArrayList<>();
  private List<Finished> tooMany;
  private List<String> names;
  private int looked;
  private int removed;

  SessionSweep(Store store, CleanupRules rules, Cleaner cleaner, EmptyFolders empties) {
    this.store = store;
    this.rules = rules;
    this.cleaner = cleaner;
    this.empties = empties;
    Ticker ticker = cleaner.ticker();
    session = new SessionLook(store, rules, cleaner);
    later = new SecondLook(ticker);
  }

  @Override
  public boolean step() throws TransportException {
    if (names == null) {
      names = store.list(Layout.SESSIONS);
      empties.retain(names);
    } else if (looked < names.size()) {
      look(names.get(looked++));
    } else if (tooMany == null) {
      tooMany = beyondCount();
    } else if (removed < tooMany.size()) {
      Finished one = tooMany.get(removed++);
      remove(one.id(), "one of more than " + rules.keepCount() + " finished", one.modified());
    } else if (!suspects.isEmpty()) {
      if (later.isDue()) {
        confirm(suspects.remove());
      }
    } else {
      return false;
    }
    return true;
  }

  private void look(String name) throws TransportException {
    if (!SessionId.isValid(name) || cleaner.busyWith().test(name)) {
      return;
    }
    SessionId id = new SessionId(name);
    try {
      Verdict verdict = session.look(id);
      if (!(verdict instanceof Verdict.Empty)) {
        empties.forget(name);
      }
      if (verdict instanceof Verdict.Finished end) {
        if (store.age(end.modified()).compareTo(rules.keep()) >= 0) {
          remove(id, "finished", end.modified());
        } else {
          finished.add(new Finished(id, end.modified()));
        }
      } else if (verdict instanceof Verdict.Abandoned abandoned) {
        suspects.add(new Suspect(id, abandoned));
        later.in(abandoned.secondLook());
      } else if (verdict instanceof Verdict.Empty
          && empties.unchangedFor(name).compareTo(rules.abandonedAfter()) >= 0) {
        store.remove(
            Layout.session(id),
            new Finding(Thing.SESSION, name, "an empty folder", empties.unchangedFor(name)));
      }
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  /** The oldest finished sessions beyond the count, but none so young that it may still be read. */
  private List<Finished> beyondCount() {
    int surplus = finished.size() - rules.keepCount();
    List<Finished> oldest = new ArrayList<>();
    if (surplus > 0) {
      finished.sort(Comparator.comparing(Finished::modified));
      for (Finished one : finished.subList(0, surplus)) {
        if (store.age(one.modified()).compareTo(rules.grace()) >= 0) {
          oldest.add(one);
        }
      }
    }
    finished = List.of();
    return oldest;
  }

  private void remove(SessionId id, String why, Instant modified) throws TransportException {
    try {
      store.remove(
          Layout.session(id), new Finding(Thing.SESSION, id.value(), why, store.age(modified)));
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  private void confirm(Suspect suspect) throws TransportException {
    try {
      session.confirm(suspect.id(), suspect.verdict());
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  @Override
  public Duration pause() {
    boolean waits = tooMany != null && removed == tooMany.size() && !suspects.isEmpty();
    return waits ? later.left() : Duration.ZERO;
  }

  @Override
  public int looked() {
    return looked;
  }

  @Override
  public int total() {
    return names == null ? 0 : names.size();
  }
}
