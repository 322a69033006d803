package dev.pigeon.cleanup;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.cleanup.SessionLook.Verdict;
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
final class SessionSweep extends TwoLooks<String, SessionSweep.Suspect> {
  private record Finished(SessionId id, Instant modified) {}

  record Suspect(SessionId id, Verdict.Abandoned verdict) {}

  private final CleanupRules rules;
  private final Cleaner cleaner;
  private final SessionLook session;
  private final EmptyFolders empties;
  private final List<Finished> finished = new ArrayList<>();
  private Deque<Finished> tooMany;

  SessionSweep(Store store, CleanupRules rules, Cleaner cleaner, EmptyFolders empties) {
    super(store, cleaner.ticker());
    this.rules = rules;
    this.cleaner = cleaner;
    this.empties = empties;
    session = new SessionLook(store, rules, cleaner);
  }

  @Override
  List<String> list() throws TransportException {
    List<String> names = store().list(Layout.SESSIONS);
    empties.retain(names);
    return names;
  }

  @Override
  void look(String name) throws TransportException {
    if (!SessionId.isValid(name) || cleaner.busyWith().test(name)) {
      return;
    }
    SessionId id = new SessionId(name);
    Verdict verdict = session.look(id);
    if (!(verdict instanceof Verdict.Empty)) {
      empties.forget(name);
    }
    if (verdict instanceof Verdict.Finished end) {
      if (store().age(end.modified()).compareTo(rules.keep()) >= 0) {
        remove(new Finished(id, end.modified()), "finished");
      } else {
        finished.add(new Finished(id, end.modified()));
      }
    } else if (verdict instanceof Verdict.Abandoned abandoned) {
      suspect(new Suspect(id, abandoned), abandoned.secondLook());
    } else if (verdict instanceof Verdict.Empty
        && empties.unchangedFor(name).compareTo(rules.abandonedAfter()) >= 0) {
      Duration age = empties.unchangedFor(name);
      store().remove(Layout.session(id), new Finding(Thing.SESSION, name, "an empty folder", age));
    }
  }

  /** Removes the oldest of too many. */
  @Override
  boolean settle() throws TransportException {
    if (tooMany == null) {
      tooMany = beyondCount();
    } else if (tooMany.isEmpty()) {
      return false;
    } else {
      remove(tooMany.remove(), "one of more than " + rules.keepCount() + " finished");
    }
    return true;
  }

  @Override
  boolean isSettled() {
    return tooMany != null && tooMany.isEmpty();
  }

  @Override
  void confirm(Suspect suspect) throws TransportException {
    session.confirm(suspect.id(), suspect.verdict());
  }

  /** The oldest finished sessions beyond the count, but none so young that it may still be read. */
  private Deque<Finished> beyondCount() {
    int surplus = finished.size() - rules.keepCount();
    Deque<Finished> oldest = new ArrayDeque<>();
    if (surplus > 0) {
      finished.sort(Comparator.comparing(Finished::modified));
      for (Finished one : finished.subList(0, surplus)) {
        if (store().age(one.modified()).compareTo(rules.grace()) >= 0) {
          oldest.add(one);
        }
      }
    }
    finished.clear();
    return oldest;
  }

  private void remove(Finished one, String why) throws TransportException {
    Duration age = store().age(one.modified());
    store()
        .remove(Layout.session(one.id()), new Finding(Thing.SESSION, one.id().value(), why, age));
  }
}
