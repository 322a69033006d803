package dev.pigeon.wire;

import java.nio.ByteBuffer;
import java.time.Instant;

/** The lines of a worker's audit log. */
public final class AuditCodec {
  private AuditCodec() {}

  /**
   * One line, with its end.
   *
   * @param signed whether the request's signature was checked and is right
   * @param refusal why it is not run; null if it is
   */
  public static byte[] encode(
      Request request, WorkerName worker, boolean signed, String refusal, Instant now) {
    ByteBuffer line =
        new JsonLine(1024)
            .open()
            .field("ts", UtcTime.text(now))
            .field("session_id", request.session().value())
            .field("worker", worker.toString())
            .field("verdict", refusal == null ? "run" : "refused")
            .field("reason", refusal)
            .field("signed", signed)
            .beginObject("requester")
            .field("host", request.requester().host())
            .field("pid", request.requester().pid())
            .field("user", request.requester().user())
            .endObject()
            .field("route", request.route())
            .field("cwd", request.cwd())
            .field("command", request.command())
            .close();
    byte[] bytes = new byte[line.remaining() + 1];
    line.get(bytes, 0, bytes.length - 1);
    bytes[bytes.length - 1] = '\n';
    return bytes;
  }
}
