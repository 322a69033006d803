package dev.pigeon.wire;

import java.time.Duration;
import java.time.Instant;

/** Heartbeats to bytes and back. */
public final class HeartbeatCodec {
  /** However long somebody else says that he needs. */
  private static final long MOST_UNSEEN_MILLIS = 3_600_000;

  private HeartbeatCodec() {}

  public static byte[] encode(Heartbeat beat) {
    return encode(beat, WaitingLines.NONE);
  }

  /**
   * @param waiting who waits for that worker; read by {@link WaitingCodec}
   */
  public static byte[] encode(Heartbeat beat, WaitingLines waiting) {
    Instant now = beat.updatedAt();
    JsonLine line =
        new JsonLine(512)
            .open()
            .field("worker_id", beat.worker().toString())
            .field(Fields.HOST, beat.worker().host())
            .field(Fields.PID, beat.worker().pid())
            .field(Fields.ROUTE, beat.route())
            .field(Fields.STARTED_AT, UtcTime.text(beat.startedAt()))
            .field(Fields.UPDATED_AT, UtcTime.text(now))
            .seconds("updated_ts", now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)
            .field("beat", beat.beat())
            .field("boot_id", beat.bootId())
            .field("accepting", beat.accepting())
            .field("ends_after_ms", beat.endsAfter().toMillis());
    return WaitingCodec.append(line, waiting).closeToBytes();
  }

  /** Reads a heartbeat of ours or of a foreign worker. */
  public static Heartbeat decode(byte[] bytes) throws MalformedJson {
    JsonCursor json = new JsonCursor(bytes);
    String host = null;
    long pid = 0;
    String route = null;
    long beat = 0;
    String bootId = null;
    boolean accepting = true;
    long endsAfter = 0;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case Fields.HOST -> host = json.string();
        case Fields.PID -> pid = json.integer();
        case Fields.ROUTE -> route = json.nullableString();
        case "beat" -> beat = json.integer();
        case "boot_id" -> bootId = json.nullableString();
        case "accepting" -> accepting = json.bool();
        case "ends_after_ms" -> endsAfter = json.integer();
        default -> json.skip();
      }
    }
    json.end();
    if (host == null) {
      throw new MalformedJson("no host");
    }
    // The two times are the worker's own clock: nobody may decide by them, so nobody reads them.
    return new Heartbeat(
        new WorkerName(host, pid),
        route,
        Instant.EPOCH,
        Instant.EPOCH,
        beat,
        bootId,
        accepting,
        Duration.ofMillis(Math.max(0, Math.min(endsAfter, MOST_UNSEEN_MILLIS))));
  }
}
