package dev.pigeon.wire;

import java.util.Objects;

/**
 * worker.claim: who took a session.
 *
 * @param worker the taker
 * @param token random, so that a taker knows its own claim again; empty in a foreign one
 */
public record Claim(WorkerName worker, String token) {

  public Claim {
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(token, "token");
  }
}
