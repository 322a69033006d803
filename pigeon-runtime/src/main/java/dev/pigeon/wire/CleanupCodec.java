package dev.pigeon.wire;

import java.time.Instant;

/**
 * The note of a worker that cleans up; only its time in the store counts, the rest is for people.
 */
public final class CleanupCodec {
  private CleanupCodec() {}

  public static byte[] encode(WorkerName worker, Instant now) {
    return new JsonLine(128)
        .open()
        .field("worker_id", worker.toString())
        .field(Fields.UPDATED_AT, UtcTime.text(now))
        .closeToBytes();
  }
}
