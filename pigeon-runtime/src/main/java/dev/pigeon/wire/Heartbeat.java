package dev.pigeon.wire;

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
 */
public record Heartbeat(
    WorkerName worker,
    String route,
    Instant startedAt,
    Instant updatedAt,
    long beat,
    String bootId,
    boolean accepting) {}
