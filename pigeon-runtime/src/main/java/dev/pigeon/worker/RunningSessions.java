package dev.pigeon.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sessions that a worker runs, at most one in each working directory. Any thread. */
final class RunningSessions {
  private final Map<String, SessionRun> runs = new HashMap<>();

  /**
   * Runs a session on a thread of its own.
   *
   * @param ended told there once it runs no more
   */
  void start(SessionRun session, Runnable ended) {
    synchronized (runs) {
      runs.put(session.request().cwd(), session);
    }
    Daemon.start(() -> run(session, ended), "session-" + session.request().session());
  }

  private void run(SessionRun session, Runnable ended) {
    try {
      session.run();
    } finally {
      synchronized (runs) {
        runs.remove(session.request().cwd());
      }
      ended.run();
    }
  }

  int count() {
    synchronized (runs) {
      return runs.size();
    }
  }

  /** Whether one of them works in that folder. */
  boolean holds(String cwd) {
    synchronized (runs) {
      return runs.containsKey(cwd);
    }
  }

  /** Whether one of them has that id. */
  boolean has(String session) {
    synchronized (runs) {
      for (SessionRun each : runs.values()) {
        if (each.request().session().value().equals(session)) {
          return true;
        }
      }
      return false;
    }
  }

  /** All of them as they are now. */
  List<SessionRun> all() {
    synchronized (runs) {
      return List.copyOf(runs.values());
    }
  }
}
