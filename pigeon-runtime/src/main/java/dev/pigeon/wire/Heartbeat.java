package dev.pigeon.wire;

import java.time.Duration;
import java.time.Instant;

/**
 * A worker's sign of life.
 *
 * @param worker which worker
 * @param route the route it serves; null for none
 * @param startedAt when it started, by its own clock
 * @param updatedAt when this was written, by its own clock; for people
 * @param beat counts the heartbeats, so that two of them always differ
 * @param bootId the worker's machine since its last boot; null if unknown
 * @param accepting false while it only lets running sessions finish
 * @param endsAfter how long after its last heartbeat it ends what it runs; zero if unknown
 */
public record Heartbeat(
    WorkerName worker,
    String route,
    Instant startedAt,
    Instant updatedAt,
    long beat,
    String bootId,
    boolean accepting,
    Duration endsAfter) {

  /** A heartbeat of a worker that does not say when it ends what it runs. */
  public Heartbeat(
      WorkerName worker,
      String route,
      Instant startedAt,
      Instant updatedAt,
      long beat,
      String bootId,
      boolean accepting) {
    this(worker, route, startedAt, updatedAt, beat, bootId, accepting, Duration.ZERO);
  }
}
