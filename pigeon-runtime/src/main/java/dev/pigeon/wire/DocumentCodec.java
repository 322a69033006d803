package dev.pigeon.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * request.json, status.json, heartbeats and claims to bytes and back. Decoding ignores unknown
 * fields and takes a missing optional one for "that peer does not know it".
 */
public final class DocumentCodec {
  private static final String SESSION_ID = "session_id";
  private static final String CREATED_AT = "created_at";
  private static final String UPDATED_AT = "updated_at";
  private static final String STARTED_AT = "started_at";
  private static final String ROUTE = "route";
  private static final String HOST = "host";
  private static final String PID = "pid";

  /** However long somebody else says that he needs. */
  private static final long MOST_UNSEEN_MILLIS = 3_600_000;

  private DocumentCodec() {}

  public static byte[] encode(Request request) {
    JsonLine line =
        new JsonLine(1024)
            .open()
            .field(SESSION_ID, request.session().value())
            .field("command", request.command())
            .field("cwd", request.cwd())
            .field(ROUTE, request.route())
            .field(CREATED_AT, UtcTime.text(request.createdAt()))
            .beginObject("requester")
            .field(HOST, request.requester().host())
            .field(PID, request.requester().pid())
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
  public static Request decodeRequest(byte[] bytes) throws MalformedJson {
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
        case SESSION_ID -> session = json.string();
        case "kind" -> kind = json.string();
        case "command" -> command = strings(json);
        case "cwd" -> cwd = json.string();
        case ROUTE -> route = json.nullableString();
        case CREATED_AT -> createdAt = time(json);
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
      throw new MalformedJson("no " + (session == null ? SESSION_ID : "cwd"));
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

  public static byte[] encode(Status status) {
    JsonLine line =
        new JsonLine(512)
            .open()
            .field(SESSION_ID, status.session().value())
            .field("state", status.state().word())
            .field(CREATED_AT, UtcTime.text(status.createdAt()))
            .field(UPDATED_AT, UtcTime.text(status.updatedAt()))
            .field("exit_code", status.exitCode());
    if (status.startedAt() != null) {
      line.field(STARTED_AT, UtcTime.text(status.startedAt()));
    }
    if (status.worker() != null) {
      line.beginObject("worker")
          .field(HOST, status.worker().host())
          .field(PID, status.worker().pid())
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
  public static Status decodeStatus(byte[] bytes) throws MalformedJson {
    JsonCursor json = new JsonCursor(bytes);
    String session = "";
    SessionState state = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    Instant startedAt = null;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case SESSION_ID -> session = json.string();
        case "state" -> state = SessionState.ofWord(json.string());
        case CREATED_AT -> createdAt = time(json);
        case UPDATED_AT -> updatedAt = time(json);
        case STARTED_AT -> startedAt = time(json);
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
            .field(HOST, beat.worker().host())
            .field(PID, beat.worker().pid())
            .field(ROUTE, beat.route())
            .field(STARTED_AT, UtcTime.text(beat.startedAt()))
            .field(UPDATED_AT, UtcTime.text(now))
            .seconds("updated_ts", now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)
            .field("beat", beat.beat())
            .field("boot_id", beat.bootId())
            .field("accepting", beat.accepting())
            .field("ends_after_ms", beat.endsAfter().toMillis());
    return WaitingCodec.append(line, waiting).closeToBytes();
  }

  /** Reads a heartbeat of ours or of a foreign worker. */
  public static Heartbeat decodeHeartbeat(byte[] bytes) throws MalformedJson {
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
        case HOST -> host = json.string();
        case PID -> pid = json.integer();
        case ROUTE -> route = json.nullableString();
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

  public static byte[] encode(Claim claim) {
    return ("worker_host="
            + claim.worker().host()
            + "\nworker_pid="
            + claim.worker().pid()
            + "\ntoken="
            + claim.token()
            + (claim.process().isEmpty() ? "" : "\nprocess=" + claim.process())
            + (claim.fenced() ? "\nfenced=true" : "")
            + (claim.session().isEmpty() ? "" : "\nsession=" + claim.session())
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The note of a worker that cleans up; only its time in the store counts, the rest is for people.
   */
  public static byte[] encodeCleanup(WorkerName worker, Instant now) {
    return new JsonLine(128)
        .open()
        .field("worker_id", worker.toString())
        .field(UPDATED_AT, UtcTime.text(now))
        .closeToBytes();
  }

  /** Reads a claim of ours or of a foreign worker; what it does not say is empty or 0. */
  public static Claim decodeClaim(byte[] bytes) {
    String host = "";
    long pid = 0;
    String token = "";
    String process = "";
    boolean fenced = false;
    String session = "";
    String text = new String(bytes, StandardCharsets.UTF_8);
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf('\n', from);
      if (to < 0) {
        to = text.length();
      }
      String line = text.substring(from, to);
      if (line.startsWith("worker_host=")) {
        host = line.substring("worker_host=".length()).trim();
      } else if (line.startsWith("worker_pid=")) {
        pid = pid(line.substring("worker_pid=".length()).trim());
      } else if (line.startsWith("token=")) {
        token = line.substring("token=".length()).trim();
      } else if (line.startsWith("process=")) {
        process = line.substring("process=".length()).trim();
      } else if (line.trim().equals("fenced=true")) {
        fenced = true;
      } else if (line.startsWith("session=")) {
        session = line.substring("session=".length()).trim();
      }
      from = to + 1;
    }
    return new Claim(new WorkerName(host, pid), token, process, fenced, session);
  }

  private static long pid(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0; // a claim without a usable pid still says that the session is taken
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
        case HOST -> host = json.string();
        case PID -> pid = json.integer();
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

  private static Instant time(JsonCursor json) throws MalformedJson {
    String text = json.nullableString();
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null; // for people only: a time in another spelling stops nothing
    }
  }
}
