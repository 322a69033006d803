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

  private static final String WITHDRAWN = "withdrawn-by-cleanup-";
  private static final String WITHDRAWN_BY_WORKER = "withdrawn-by-worker-";

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

  /** Wins a session that nobody waits for any more, so that no worker takes it. */
  public static Claim withdrawal(WorkerName self, SessionId session) {
    return new Claim(self, WITHDRAWN + session);
  }

  /** Wins a session whose client is lost, so that no worker runs it, nor the winner itself. */
  public static Claim withdrawalByWorker(WorkerName self, SessionId session) {
    return new Claim(self, WITHDRAWN_BY_WORKER + session);
  }

  /** Whether it was made to keep workers away, by a client, a cleaner or a worker. */
  public boolean isWithdrawal() {
    return token.startsWith("withdrawn-by-");
  }

  public boolean isTombstone() {
    return equals(TOMBSTONE);
  }
}
