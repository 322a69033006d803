package dev.pigeon.wire;

import java.util.Objects;

/**
 * worker.claim: who took a session.
 *
 * @param worker the taker
 * @param token random, so that a taker knows its own claim again; empty in a foreign one
 * @param process tells the taker's process from all others; empty if unknown
 * @param fenced whether the taker starts the session only after winning {@code worker.start}
 */
public record Claim(WorkerName worker, String token, String process, boolean fenced) {

  /** A claim that says no more than who. */
  public Claim(WorkerName worker, String token) {
    this(worker, token, "", false);
  }

  public Claim {
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(token, "token");
  }
}
