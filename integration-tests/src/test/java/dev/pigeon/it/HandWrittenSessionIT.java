package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session folder written by hand from the wire format is served. */
@Timeout(120)
class HandWrittenSessionIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  private static int sessions;

  @Test
  void aSessionWithoutInputAndControlIsServed() throws Exception {
    HandSession session = create(site.project(), "bash", "-c", "echo out; echo err >&2; exit 7");
    assertEquals(7, session.exit().get("exit_code").intValue());
    assertEquals("out\n", session.output("stdout"));
    assertEquals("err\n", session.output("stderr"));
    assertEquals("failed", session.read("status.json").get("state").textValue());
  }

  @Test
  void inputMayComeLaterAndBeTorn() throws Exception {
    HandSession session = create(site.project(), "cat");
    awaitStart(session);
    session.append("stdin.jsonl", HandSession.stdin(0, "one\n"));
    awaitOutput(session, "one\n");
    String record = HandSession.stdin(1, "two\n");
    session.append("stdin.jsonl", record.substring(0, 30));
    session.append(
        "stdin.jsonl", record.substring(30) + "{\"type\":\"later\",\"x\":[1]}\nno JSON\n");
    awaitOutput(session, "one\ntwo\n");
    session.append("stdin.jsonl", HandSession.eof(2));
    assertEquals(0, session.exit().get("exit_code").intValue());
    assertEquals("succeeded", session.read("status.json").get("state").textValue());
  }

  @Test
  void aSignalMayComeLater() throws Exception {
    HandSession session = create(site.project(), "sleep", "300");
    awaitStart(session);
    session.append("control.jsonl", "broken {\n{\"type\":\"unknown\",\"seq\":0}\n");
    session.append("control.jsonl", "{\"type\":\"resize\",\"seq\":1,\"cols\":100,\"rows\":30}\n");
    session.append("control.jsonl", "{\"type\":\"signal\",\"seq\":2,\"signal\":15,\"extra\":{}}\n");
    JsonNode exit = session.exit();
    assertEquals(143, exit.get("exit_code").intValue());
    assertEquals(-15, exit.get("raw_return_code").intValue());
  }

  @Test
  void aClientThatLeftIsTakenAtItsWord() throws Exception {
    HandSession session = create(site.project(), "bash", "-c", "trap '' HUP; sleep 300");
    awaitStart(session);
    session.append("control.jsonl", "{\"type\":\"signal\",\"seq\":0,\"signal\":1}\n");
    session.append("control.jsonl", "{\"type\":\"left\",\"seq\":1}\n");
    assertEquals(143, session.exit().get("exit_code").intValue());
    assertEquals("cancelled", session.read("status.json").get("state").textValue());
  }

  @Test
  void unknownFieldsAndFilesAreIgnored() throws Exception {
    String id = id();
    ObjectNode request = HandSession.request(id, site.project(), "printenv", "GREETING");
    request.withObject("env").put("GREETING", "hi");
    request.putObject("future").putArray("a").add(1.5e3).addNull().add(true);
    HandSession session = HandSession.create(site, id, request);
    session.write("future.bin", "whatever");
    assertEquals(0, session.exit().get("exit_code").intValue());
    assertEquals("hi\n", session.output("stdout"));
  }

  @Test
  void aFolderThatTheWorkerDoesNotHaveIs255WithAMessage() throws Exception {
    HandSession session = create(Path.of("/no/such/folder"), "true");
    assertEquals(255, session.exit().get("exit_code").intValue());
    String error = session.read("status.json").get("error").textValue();
    assertTrue(error.contains("/no/such/folder"), error);
    JsonNode message = session.records("stream.jsonl").get(0);
    assertEquals("worker_error", message.get("event").textValue());
  }

  @Test
  void muchOutputComesWithoutAnyAcknowledgement() throws Exception {
    HandSession session = create(site.project(), "head", "-c", "60000000", "/dev/zero");
    assertEquals(0, session.exit().get("exit_code").intValue());
    Files.delete(session.file("stream.jsonl"));
  }

  private static HandSession create(Path cwd, String... command) throws Exception {
    return HandSession.create(site, id(), cwd, command);
  }

  private static String id() {
    return System.currentTimeMillis() + "-" + "%012x".formatted(sessions++);
  }

  private static void awaitStart(HandSession session) throws Exception {
    Eventually.see("a start", () -> session.records("stream.jsonl"), all -> !all.isEmpty());
  }

  private static void awaitOutput(HandSession session, String text) throws Exception {
    Eventually.see("its output", () -> session.output("stdout"), text::equals);
  }
}
