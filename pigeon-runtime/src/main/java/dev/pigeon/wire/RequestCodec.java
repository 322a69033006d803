package dev.pigeon.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** request.json to bytes and back. */
public final class RequestCodec {
  private RequestCodec() {}

  public static byte[] encode(Request request) {
    JsonLine line =
        new JsonLine(1024)
            .open()
            .field(Fields.SESSION_ID, request.session().value())
            .field("command", request.command())
            .field("cwd", request.cwd())
            .field(Fields.ROUTE, request.route())
            .field(Fields.CREATED_AT, UtcTime.text(request.createdAt()))
            .beginObject("requester")
            .field(Fields.HOST, request.requester().host())
            .field(Fields.PID, request.requester().pid())
            .field("user", request.requester().user())
            .endObject()
            .field("env", request.env())
            .field("unset_env", request.unsetEnv())
            .field("remote_env", request.remoteEnv())
            .beginObject("terminal")
            .field("stdin_isatty", request.terminal().stdin())
            .field("stdout_isatty", request.terminal().stdout());
    TerminalSize size = request.terminal().size();
    if (size == null) {
      line.field("size", (String) null);
    } else {
      line.beginObject("size").field("cols", size.cols()).field("rows", size.rows()).endObject();
    }
    return line.endObject()
        .field("kind", "command")
        .field("ack_window", request.ackWindow())
        .field("signs_of_life", request.signsOfLife())
        .field("signs_every_ms", request.signsEvery().toMillis())
        .closeToBytes();
  }

  /** Reads a request of ours or of a foreign client. */
  public static Request decode(byte[] bytes) throws MalformedJson {
    if (bytes.length > Request.MOST_BYTES) {
      throw new MalformedJson("a request longer than 4 MiB");
    }
    Request request = decodeBounded(bytes);
    if (request.strings() > Request.MOST_STRINGS) {
      throw tooMany();
    }
    return request;
  }

  private static Request decodeBounded(byte[] bytes) throws MalformedJson {
    JsonCursor json = new JsonCursor(bytes);
    String session = null;
    String kind = "command";
    List<String> command = List.of();
    String cwd = null;
    String route = null;
    Instant createdAt = null;
    Requester requester = new Requester("", 0, "");
    Map<String, String> env = Map.of();
    List<String> unsetEnv = List.of();
    Map<String, String> remoteEnv = Map.of();
    TerminalInfo terminal = TerminalInfo.PIPES;
    long ackWindow = 0;
    boolean signsOfLife = false;
    Duration signsEvery = Request.USUAL_SIGNS;
    String auth = null;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case Fields.SESSION_ID -> session = json.string();
        case "kind" -> kind = json.string();
        case "command" -> command = strings(json);
        case "cwd" -> cwd = json.string();
        case Fields.ROUTE -> route = json.nullableString();
        case Fields.CREATED_AT -> createdAt = UtcTime.read(json);
        case "requester" -> requester = requester(json);
        case "env" -> env = map(json);
        case "unset_env" -> unsetEnv = strings(json);
        case "remote_env" -> remoteEnv = map(json);
        case "terminal" -> terminal = terminal(json);
        case "ack_window" -> ackWindow = json.integer();
        case "signs_of_life" -> signsOfLife = json.bool();
        case "signs_every_ms" -> signsEvery = every(json.integer());
        case "auth" -> auth = json.stringIfAny();
        default -> json.skip();
      }
    }
    json.end();
    if (!kind.equals("command")) {
      throw new MalformedJson("a session of kind \"" + kind + "\", which this version cannot run");
    }
    if (session == null || cwd == null) {
      throw new MalformedJson("no " + (session == null ? Fields.SESSION_ID : "cwd"));
    }
    try {
      return new Request(
          new SessionId(session),
          command,
          cwd,
          route,
          createdAt == null ? Instant.EPOCH : createdAt,
          requester,
          env,
          unsetEnv,
          remoteEnv,
          terminal,
          Math.max(0, ackWindow),
          signsOfLife,
          signsEvery,
          auth);
    } catch (IllegalArgumentException e) {
      throw new MalformedJson(e.getMessage());
    }
  }

  private static List<String> strings(JsonCursor json) throws MalformedJson {
    if (json.takeNull()) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      values.add(json.string());
      if (values.size() > Request.MOST_STRINGS) {
        throw tooMany();
      }
    }
    return values;
  }

  private static Map<String, String> map(JsonCursor json) throws MalformedJson {
    if (json.takeNull()) {
      return Map.of();
    }
    Map<String, String> values = new LinkedHashMap<>();
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      values.put(name, json.string());
      if (values.size() > Request.MOST_STRINGS / 2) {
        throw tooMany();
      }
    }
    return values;
  }

  private static MalformedJson tooMany() {
    return new MalformedJson(
        "more than " + Request.MOST_STRINGS + " words and names and values of variables");
  }

  private static Requester requester(JsonCursor json) throws MalformedJson {
    String host = "";
    long pid = 0;
    String user = "";
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case Fields.HOST -> host = json.string();
        case Fields.PID -> pid = json.integer();
        case "user" -> user = json.string();
        default -> json.skip();
      }
    }
    return new Requester(host, pid, user);
  }

  private static Duration every(long millis) {
    return Duration.ofMillis(Math.max(1, Math.min(millis, 3_600_000)));
  }

  private static TerminalInfo terminal(JsonCursor json) throws MalformedJson {
    if (json.takeNull()) {
      return TerminalInfo.PIPES;
    }
    boolean stdin = false;
    boolean stdout = false;
    TerminalSize size = null;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "stdin_isatty" -> stdin = json.bool();
        case "stdout_isatty" -> stdout = json.bool();
        case "size" -> size = json.takeNull() ? null : size(json);
        default -> json.skip();
      }
    }
    return new TerminalInfo(stdin, stdout, size);
  }

  private static TerminalSize size(JsonCursor json) throws MalformedJson {
    long cols = 0;
    long rows = 0;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "cols" -> cols = json.integer();
        case "rows" -> rows = json.integer();
        default -> json.skip();
      }
    }
    return TerminalSize.isValid(cols, rows) ? new TerminalSize((int) cols, (int) rows) : null;
  }
}
