package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentCodecsTest {
  private static final ObjectMapper STRANGER = new ObjectMapper();

  @Test
  void requestComesBackAsItWas() throws Exception {
    Request request = Examples.request();
    assertEquals(request, RequestCodec.decode(RequestCodec.encode(request)));
    Request pipes = Examples.request(List.of("true"), "/", null, TerminalInfo.PIPES);
    assertEquals(pipes, RequestCodec.decode(RequestCodec.encode(pipes)));
  }

  @Test
  void requestHasTheFieldsOfTheFormat() throws Exception {
    JsonNode read = STRANGER.readTree(RequestCodec.encode(Examples.request()));
    assertEquals("1772262903123-0123456789ab", read.get("session_id").textValue());
    assertEquals("bash", read.get("command").get(0).textValue());
    assertEquals("/home/ä", read.get("cwd").textValue());
    assertEquals("cpu", read.get("route").textValue());
    assertEquals("2026-02-28T07:15:03.123456Z", read.get("created_at").textValue());
    assertEquals(List.of("host", "pid", "user"), names(read.get("requester")));
    assertEquals("xterm", read.get("env").get("TERM").textValue());
    assertEquals("NO_COLOR", read.get("unset_env").get(0).textValue());
    assertTrue(read.get("terminal").get("stdin_isatty").booleanValue());
    assertEquals(132, read.get("terminal").get("size").get("cols").intValue());
    JsonNode pipes =
        STRANGER.readTree(
            RequestCodec.encode(Examples.request(List.of("a"), "/", null, TerminalInfo.PIPES)));
    assertTrue(pipes.get("route").isNull());
    assertTrue(pipes.get("terminal").get("size").isNull());
  }

  @Test
  void requestOfAPythonClientIsRead() throws Exception {
    String text =
        "{\"terminal\": {\"size\": null, \"stdout_isatty\": false, \"stdin_isatty\": false}, "
            + "\"future\": [{\"x\": [1.5e3, null, true, \"\\ud83d\"]}], "
            + "\"env\": {\"TERM\": \"dumb\"}, \"route\": null, "
            + "\"requester\": {\"user\": \"j\\u00fcrgen\", \"pid\": 7, \"host\": \"gpu_m\"}, "
            + "\"created_at\": \"2026-02-28T07:15:03.123456Z\", \"cwd\": \"/tmp/\\u00fc\", "
            + "\"command\": [\"bash\", \"-c\", \"echo \\ud83d\\udc26\\n\"], "
            + "\"session_id\": \"1772262903123-0123456789ab\"}\n";
    Request read = RequestCodec.decode(utf8(text));
    assertEquals(List.of("bash", "-c", "echo 🐦\n"), read.command());
    assertEquals("/tmp/ü", read.cwd());
    assertEquals(new Requester("gpu_m", 7, "jürgen"), read.requester());
    assertEquals(0, read.ackWindow());
    assertEquals(List.of(), read.unsetEnv());
    assertEquals(Instant.parse("2026-02-28T07:15:03.123456Z"), read.createdAt());
  }

  @Test
  void leastRequestIsRead() throws Exception {
    Request read =
        RequestCodec.decode(
            utf8(
                "{\"session_id\":\"1-a\",\"command\":[\"x\"],\"cwd\":\"/\",\"created_at\":\"??\"}"));
    assertEquals(TerminalInfo.PIPES, read.terminal());
    assertEquals(Instant.EPOCH, read.createdAt());
    assertNull(read.route());
  }

  @Test
  void requestThatCannotBeServedIsRefused() {
    refused("{}");
    refused("[]");
    refused("{\"session_id\":\"1-a\",\"command\":[],\"cwd\":\"/\"}");
    refused("{\"session_id\":\"1-a\",\"command\":[\"x\"],\"cwd\":\"relative\"}");
    refused("{\"session_id\":\"../x\",\"command\":[\"x\"],\"cwd\":\"/\"}");
    refused("{\"session_id\":\"1-a\",\"command\":[\"x\"]}");
    refused("{\"session_id\":\"1-a\",\"command\":\"x\",\"cwd\":\"/\"}");
    refused("{\"session_id\":\"1-a\",\"command\":[null],\"cwd\":\"/\"}");
    refused("{\"session_id\":\"1-a\",\"kind\":\"tunnel\",\"command\":[\"x\"],\"cwd\":\"/\"}");
    refused("{\"session_id\":\"1-a\",\"command\":[\"x\"],\"cwd\":\"/\"} trailing");
  }

  @Test
  void sizesBeyondAnyTerminalCountAsNone() throws Exception {
    String request =
        "{\"session_id\":\"1-a\",\"command\":[\"x\"],\"cwd\":\"/\",\"terminal\":"
            + "{\"stdin_isatty\":true,\"stdout_isatty\":true,\"size\":{\"cols\":0,\"rows\":99999}}}";
    TerminalInfo read = RequestCodec.decode(utf8(request)).terminal();
    assertTrue(read.pty());
    assertNull(read.size());
  }

  @Test
  void statusHasTheFieldsOfTheFormat() throws Exception {
    Instant now = Instant.parse("2026-02-28T07:15:03.123456Z");
    Status pending = Status.pending(Examples.ID, now);
    JsonNode first = STRANGER.readTree(StatusCodec.encode(pending));
    assertEquals("pending", first.get("state").textValue());
    assertTrue(first.get("exit_code").isNull());
    WorkerName worker = new WorkerName("cpu_m", 9);
    Status last =
        new Status(Examples.ID, SessionState.FAILED, now, now, 7, now, worker, now, "why\"");
    JsonNode read = STRANGER.readTree(StatusCodec.encode(last));
    assertEquals(7, read.get("exit_code").intValue());
    assertEquals("cpu_m", read.get("worker").get("host").textValue());
    assertEquals("why\"", read.get("error").textValue());
    assertEquals("2026-02-28T07:15:03.123456Z", read.get("finished_at").textValue());
    for (SessionState state : SessionState.values()) {
      Status any = new Status(Examples.ID, state, now, now, null, null, null, null, null);
      assertEquals(state, StatusCodec.decodeState(StatusCodec.encode(any)));
    }
    assertNull(StatusCodec.decodeState(utf8("{\"state\": \"paused\"}")));
  }

  @Test
  void heartbeatComesBackAndHasTheFieldsOfTheFormat() throws Exception {
    Instant now = Instant.parse("2026-02-28T07:15:03.000042Z");
    Heartbeat beat = new Heartbeat(new WorkerName("cpu m", 9), null, now, now, 12, "boot", false);
    byte[] bytes = HeartbeatCodec.encode(beat);
    JsonNode read = STRANGER.readTree(bytes);
    assertEquals("cpu m-9", read.get("worker_id").textValue());
    assertEquals("1772262903.000042", read.get("updated_ts").decimalValue().toPlainString());
    assertTrue(read.get("route").isNull());
    Heartbeat back = HeartbeatCodec.decode(bytes);
    assertEquals(beat.worker(), back.worker());
    assertEquals(12, back.beat());
    assertEquals("boot", back.bootId());
    assertEquals(false, back.accepting());
  }

  @Test
  void foreignHeartbeatTakesSessions() throws Exception {
    Heartbeat read =
        HeartbeatCodec.decode(
            utf8(
                "{\"worker_id\": \"h-1\", \"host\": \"h\", \"pid\": 1, \"route\": \"r\","
                    + " \"started_at\": \"x\", \"updated_at\": \"y\", \"updated_ts\": 1.5}"));
    assertTrue(read.accepting());
    assertEquals("r", read.route());
    assertThrows(MalformedJson.class, () -> HeartbeatCodec.decode(utf8("{\"pid\":1}")));
  }

  @Test
  void claimComesBackAndForeignOnesAreRead() {
    Claim claim = new Claim(new WorkerName("h", 7), "token-1");
    assertEquals(claim, ClaimCodec.decode(ClaimCodec.encode(claim)));
    assertTrue(
        new String(ClaimCodec.encode(claim), StandardCharsets.UTF_8)
            .startsWith("worker_host=h\nworker_pid=7\n"));
    assertEquals(
        new Claim(new WorkerName("h", 7), ""),
        ClaimCodec.decode(utf8("worker_pid=7\r\nworker_host=h")));
    assertEquals(new Claim(new WorkerName("", 0), ""), ClaimCodec.decode(utf8("\n\nworker_pid=x")));
    assertEquals(new Claim(new WorkerName("", 0), ""), ClaimCodec.decode(new byte[0]));
  }

  private static void refused(String text) {
    assertThrows(MalformedJson.class, () -> RequestCodec.decode(utf8(text)), text);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
