package dev.pigeon.wire;

import java.time.Instant;

/** status.json to bytes and back. */
public final class StatusCodec {
  private StatusCodec() {}

  public static byte[] encode(Status status) {
    JsonLine line =
        new JsonLine(512)
            .open()
            .field(Fields.SESSION_ID, status.session().value())
            .field("state", status.state().word())
            .field(Fields.CREATED_AT, UtcTime.text(status.createdAt()))
            .field(Fields.UPDATED_AT, UtcTime.text(status.updatedAt()))
            .field("exit_code", status.exitCode());
    if (status.startedAt() != null) {
      line.field(Fields.STARTED_AT, UtcTime.text(status.startedAt()));
    }
    if (status.worker() != null) {
      line.beginObject("worker")
          .field(Fields.HOST, status.worker().host())
          .field(Fields.PID, status.worker().pid())
          .endObject();
    }
    if (status.finishedAt() != null) {
      line.field("finished_at", UtcTime.text(status.finishedAt()));
    }
    if (status.error() != null) {
      line.field("error", status.error());
    }
    return line.closeToBytes();
  }

  /** Only the state; null if it is a word this version does not know. */
  public static SessionState decodeState(byte[] bytes) throws MalformedJson {
    JsonCursor json = new JsonCursor(bytes);
    SessionState state = null;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (name.equals("state")) {
        state = SessionState.ofWord(json.string());
      } else {
        json.skip();
      }
    }
    json.end();
    return state;
  }

  /** Reads a status whose state this version knows, without the exit code, end and error. */
  public static Status decode(byte[] bytes) throws MalformedJson {
    JsonCursor json = new JsonCursor(bytes);
    String session = "";
    SessionState state = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    Instant startedAt = null;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case Fields.SESSION_ID -> session = json.string();
        case "state" -> state = SessionState.ofWord(json.string());
        case Fields.CREATED_AT -> createdAt = UtcTime.read(json);
        case Fields.UPDATED_AT -> updatedAt = UtcTime.read(json);
        case Fields.STARTED_AT -> startedAt = UtcTime.read(json);
        default -> json.skip();
      }
    }
    json.end();
    if (state == null || !SessionId.isValid(session)) {
      throw new MalformedJson("no known state or no session");
    }
    return new Status(
        new SessionId(session),
        state,
        createdAt == null ? Instant.EPOCH : createdAt,
        updatedAt == null ? Instant.EPOCH : updatedAt,
        null,
        startedAt,
        null,
        null,
        null);
  }
}
