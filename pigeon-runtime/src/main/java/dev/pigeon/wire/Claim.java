package dev.pigeon.wire;

import java.util.Objects;

/**
 * worker.claim: who took a session.
 *
 * @param worker the taker
 * @param token random, so that a taker knows its own claim again; empty in a foreign one
 * @param process tells the taker's process from all others; empty if unknown
 * @param fenced whether the taker starts the session only after winning {@code worker.start}
 * @param session what it was taken for; empty if unknown
 */
public record Claim(
    WorkerName worker, String token, String process, boolean fenced, String session) {
  /** Stands in the lock ticket of a holder that died. */
  public static final Claim TOMBSTONE = new Claim(new WorkerName("", 0), "tombstone");

  private static final String WITHDRAWN = "withdrawn-by-";

  /** A claim that says no more than who. */
  public Claim(WorkerName worker, String token) {
    this(worker, token, "", false);
  }

  /** A claim of a version that did not name the session. */
  public Claim(WorkerName worker, String token, String process, boolean fenced) {
    this(worker, token, process, fenced, "");
  }

  public Claim {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(token, "token");
  }

  /** Wins a session whose client does not want it any more. */
  public static Claim withdrawalByClient(WorkerName self, SessionId session) {
    return new Claim(self, WITHDRAWN + "client-" + session);
  }

  /** Wins a session that nobody waits for any more, so that no worker takes it. */
  public static Claim withdrawalByCleanup(WorkerName self, SessionId session) {
    return new Claim(self, WITHDRAWN + "cleanup-" + session);
  }

  /** Wins a session whose client is lost, so that no worker runs it, nor the winner itself. */
  public static Claim withdrawalByWorker(WorkerName self, SessionId session) {
    return new Claim(self, WITHDRAWN + "worker-" + session);
  }

  /** Whether it was made to keep workers away, by a client, a cleaner or a worker. */
  public boolean isWithdrawal() {
    return token.startsWith(WITHDRAWN);
  }

  public boolean isTombstone() {
    return equals(TOMBSTONE);
  }
}
