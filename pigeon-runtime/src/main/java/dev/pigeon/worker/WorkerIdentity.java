package dev.pigeon.worker;

import dev.pigeon.wire.Claim;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WorkerName;
import java.time.Instant;

/**
 * Which worker this is.
 *
 * @param name host and pid
 * @param instance random for every start: a restarted worker may get its predecessor's pid
 * @param process its {@link ProcessMark}; empty if unknown
 * @param bootId the machine since its last boot; null if unknown
 * @param startedAt when it started
 */
public record WorkerIdentity(
    WorkerName name, String instance, String process, String bootId, Instant startedAt) {

  /** What this worker writes to take something for a session. */
  Claim claim(SessionId session) {
    return new Claim(name, instance + '-' + session, process, true, session.value());
  }

  /** Whether a claim was written by this very process. */
  boolean wrote(Claim claim) {
    return claim.worker().equals(name) && claim.token().startsWith(instance + '-');
  }
}
