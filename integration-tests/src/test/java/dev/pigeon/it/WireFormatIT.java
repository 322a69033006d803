package dev.pigeon.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session folder written by pigeon, read field by field as a stranger would. */
@Timeout(120)
class WireFormatIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    worker = site.serve("--route", "wire");
    project = site.project();
    site.client()
        .set("TERM", "xterm-it")
        .shell(project, "echo in | pigeon --route wire 'cat; echo err >&2; kill -9 $$'");
    session = new HandSession(site.sessions().resolve(site.sessionNames().get(0)));
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

  static RunningWorker worker;
  static HandSession session;
  static Path project;

  @Test
  void theSessionsNameIsItsAgeAndTwelveHexDigits() throws Exception {
    String name = site.sessionNames().get(0);
    assertTrue(name.matches("\\d{13}-[0-9a-f]{12}"), name);
    long age = System.currentTimeMillis() - Long.parseLong(name.substring(0, 13));
    assertTrue(age >= 0 && age < 120_000, name);
  }

  @Test
  void theRequestHasEveryField() throws Exception {
    JsonNode request = session.read("request.json");
    assertEquals(site.sessionNames().get(0), request.get("session_id").textValue());
    assertEquals(
        "[\"bash\",\"--noprofile\",\"--norc\",\"-c\",\"cat; echo err >&2; kill -9 $$\"]",
        request.get("command").toString());
    assertEquals(project.toString(), request.get("cwd").textValue());
    assertEquals("wire", request.get("route").textValue());
    assertTime(request, "created_at");
    assertEquals("it", request.at("/requester/user").textValue());
    assertTrue(request.at("/requester/pid").isIntegralNumber());
    assertTrue(request.at("/requester/host").isTextual());
    assertEquals("{\"TERM\":\"xterm-it\"}", request.get("env").toString());
    assertEquals("[\"NO_COLOR\",\"FORCE_COLOR\"]", request.get("unset_env").toString());
    assertEquals(
        "{\"stdin_isatty\":false,\"stdout_isatty\":false,\"size\":null}",
        request.get("terminal").toString());
  }

  @Test
  void theStatusHasEveryField() throws Exception {
    JsonNode status = session.read("status.json");
    assertEquals(site.sessionNames().get(0), status.get("session_id").textValue());
    assertEquals("failed", status.get("state").textValue());
    assertEquals(137, status.get("exit_code").intValue());
    for (String field : new String[] {"created_at", "updated_at", "started_at", "finished_at"}) {
      assertTime(status, field);
    }
    assertEquals(worker.pid(), status.at("/worker/pid").longValue());
    assertEquals(
        worker.name(), status.at("/worker/host").textValue() + "-" + status.at("/worker/pid"));
  }

  @Test
  void theStreamBeginsWithStartedCountsOutputFromZeroAndEndsWithExit() throws Exception {
    List<JsonNode> records = session.records("stream.jsonl");
    assertEquals("started", records.get(0).get("event").textValue());
    int seq = 0;
    for (JsonNode each : records) {
      assertTime(each, "ts");
      if (each.get("type").textValue().equals("output")) {
        assertEquals(seq++, each.get("seq").intValue());
        assertTrue(each.get("channel").textValue().matches("stdout|stderr"), each::toString);
      } else {
        assertEquals("event", each.get("type").textValue());
      }
    }
    assertEquals("in\n", session.output("stdout"));
    assertEquals("err\n", session.output("stderr"));
    JsonNode exit = records.get(records.size() - 1);
    assertEquals("exit", exit.get("event").textValue());
    assertEquals(137, exit.get("exit_code").intValue());
    assertEquals(-9, exit.get("raw_return_code").intValue());
  }

  @Test
  void exitAndEndOfInputCarryCountsAndDigests() throws Exception {
    List<JsonNode> stream = session.records("stream.jsonl");
    JsonNode exit = stream.get(stream.size() - 1);
    assertEquals("{\"pty\":0,\"stdout\":3,\"stderr\":4}", exit.get("totals").toString());
    assertEquals("crc32:00000000", exit.at("/digests/pty").textValue());
    assertEquals(crc32("in\n"), exit.at("/digests/stdout").textValue());
    assertEquals(crc32("err\n"), exit.at("/digests/stderr").textValue());
    List<JsonNode> stdin = session.records("stdin.jsonl");
    JsonNode eof = stdin.get(stdin.size() - 1);
    assertEquals(3, eof.get("bytes").intValue());
    assertEquals(crc32("in\n"), eof.get("digest").textValue());
  }

  @Test
  void theInputIsCountedAndEnds() throws Exception {
    List<JsonNode> records = session.records("stdin.jsonl");
    for (int i = 0; i < records.size(); i++) {
      assertEquals(i, records.get(i).get("seq").intValue());
      assertTime(records.get(i), "ts");
    }
    assertEquals("stdin", records.get(0).get("type").textValue());
    assertEquals("in\n", new String(records.get(0).get("data_b64").binaryValue(), UTF_8));
    assertEquals("stdin_eof", records.get(records.size() - 1).get("type").textValue());
  }

  @Test
  void aSignalIsAControlRecordWithANumber() throws Exception {
    try (Running client =
        site.client().startPigeon(project, "--route", "wire", "echo ready; sleep 300")) {
      client.says("ready");
      client.signal("USR2");
      assertEquals(140, client.finish().exit());
    }
    List<String> names = site.sessionNames();
    HandSession last = new HandSession(site.sessions().resolve(names.get(names.size() - 1)));
    JsonNode record = last.records("control.jsonl").get(0);
    assertEquals("signal", record.get("type").textValue());
    assertEquals(0, record.get("seq").intValue());
    assertEquals(12, record.get("signal").intValue());
    assertTime(record, "ts");
  }

  @Test
  void theClaimNamesTheWorker() throws Exception {
    List<String> lines = Files.readAllLines(session.file("worker.claim"));
    assertTrue(lines.contains("worker_pid=" + worker.pid()), lines::toString);
    String host = session.read("status.json").at("/worker/host").textValue();
    assertTrue(lines.contains("worker_host=" + host), lines::toString);
  }

  @Test
  void theHeartbeatHasEveryFieldAndIsRewrittenEverySecond() throws Exception {
    JsonNode beat = HandSession.JSON.readTree(worker.heartbeat().toFile());
    assertEquals(worker.name(), beat.get("worker_id").textValue());
    assertEquals(worker.pid(), beat.get("pid").longValue());
    assertEquals(worker.name(), beat.get("host").textValue() + "-" + beat.get("pid"));
    assertEquals("wire", beat.get("route").textValue());
    assertTime(beat, "started_at");
    assertTime(beat, "updated_at");
    double age = System.currentTimeMillis() / 1000.0 - beat.get("updated_ts").doubleValue();
    assertTrue(age > -1 && age < 3, () -> "age " + age);
    Eventually.see(
        "a later heartbeat",
        Duration.ofSeconds(3),
        () -> HandSession.JSON.readTree(worker.heartbeat().toFile()).get("updated_ts"),
        later -> later.doubleValue() > beat.get("updated_ts").doubleValue());
  }

  @Test
  void theLockIsNamedByTheDigestOfTheFolderAndGoneAfterwards() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(project.toString().getBytes(UTF_8));
    Path lock = site.locks().resolve(HexFormat.of().formatHex(digest) + ".lock");
    assertFalse(Files.exists(lock));
    try (Running client =
        site.client().startPigeon(project, "--route", "wire", "ls " + lock + "; echo ready")) {
      client.in().close();
      client.finish().gave(0, lock + "\nready\n");
    }
    assertFalse(Files.exists(lock));
  }

  @Test
  void onlyTheirOwnerReadsTheFiles() throws Exception {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(site.namespace())) {
      all = tree.filter(path -> !path.startsWith(site.workers())).toList();
    }
    for (Path path : all) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------", mode, path::toString);
    }
  }

  private static String crc32(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(UTF_8));
    return "crc32:%08x".formatted(crc.getValue());
  }

  private static void assertTime(JsonNode node, String field) {
    assertTrue(node.path(field).asText().matches(TIME), () -> field + " of " + node);
  }
}
