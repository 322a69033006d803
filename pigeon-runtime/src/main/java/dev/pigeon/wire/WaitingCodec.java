package dev.pigeon.wire;

import java.util.HashMap;
import java.util.Map;

/** The part of a heartbeat that tells who waits; apart, as few who read heartbeats need it. */
public final class WaitingCodec {
  private static final String JOBS = "waiting_for_job";
  private static final String FOLDERS = "waiting_for_folder";

  private WaitingCodec() {}

  static JsonLine append(JsonLine line, WaitingLines waiting) {
    append(line, JOBS, waiting.jobs());
    append(line, FOLDERS, waiting.folders());
    return line;
  }

  private static void append(JsonLine line, String name, Map<String, Integer> places) {
    if (!places.isEmpty()) {
      line.beginObject(name);
      places.forEach(line::field);
      line.endObject();
    }
  }

  /** Reads it out of a heartbeat; nobody waits at a worker that says nothing. */
  public static WaitingLines decode(byte[] heartbeat) throws MalformedJson {
    JsonCursor json = new JsonCursor(heartbeat);
    Map<String, Integer> jobs = Map.of();
    Map<String, Integer> folders = Map.of();
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case JOBS -> jobs = places(json);
        case FOLDERS -> folders = places(json);
        default -> json.skip();
      }
    }
    json.end();
    return new WaitingLines(jobs, folders);
  }

  private static Map<String, Integer> places(JsonCursor json) throws MalformedJson {
    Map<String, Integer> places = new HashMap<>();
    if (json.beginObjectIfAny()) {
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        places.put(name, json.int32());
      }
    }
    return places;
  }
}
