package dev.pigeon.wire;

import java.time.Instant;

/**
 * status.json, for people, listings and old peers; the last word on a session is the exit record.
 *
 * @param session the session's id
 * @param state where it stands
 * @param createdAt as in the request
 * @param updatedAt when this was written
 * @param exitCode null until known
 * @param startedAt null before the claim
 * @param worker null before the claim
 * @param finishedAt null before the end
 * @param error why the worker could not run it; null if it could
 */
public record Status(
    SessionId session,
    SessionState state,
    Instant createdAt,
    Instant updatedAt,
    Integer exitCode,
    Instant startedAt,
    WorkerName worker,
    Instant finishedAt,
    String error) {

  /** What the client writes once everything else of the session lies there. */
  public static Status pending(SessionId session, Instant now) {
    return new Status(session, SessionState.PENDING, now, now, null, null, null, null, null);
  }

  /**
   * What stands there once a session was taken back before it began.
   *
   * @param worker who took it back; null if that was no worker
   * @param why for people
   */
  public static Status cancelled(
      SessionId session, Instant createdAt, Instant now, WorkerName worker, String why) {
    return new Status(
        session, SessionState.CANCELLED, createdAt, now, null, null, worker, now, why);
  }
}
