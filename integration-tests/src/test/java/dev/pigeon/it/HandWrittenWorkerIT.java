package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker played by the test, with files only, serves the real client. */
@Timeout(120)
class HandWrittenWorkerIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  void theClientPrintsWhatTheWorkerWroteAndExitsAsItSays() throws Exception {
    try (Running client = begin("true")) {
      HandSession session = claimed();
      session.append("stream.jsonl", event("started", ""));
      session.append("stream.jsonl", output(0, "stdout", "out\n") + output(1, "stderr", "err\n"));
      client.says("out\n");
      String last = output(2, "stdout", "last\n");
      session.append(
          "stream.jsonl", "{\"type\":\"new\"}\nno JSON at all\n" + last.substring(0, 40));
      session.append("stream.jsonl", last.substring(40));
      session.append("stream.jsonl", event("exit", ",\"exit_code\":137,\"raw_return_code\":-9"));
      Ran ran = client.finish();
      assertEquals("out\nlast\n", ran.out(), ran::toString);
      assertEquals("err\n", ran.err());
      assertEquals(137, ran.exit());
    }
  }

  @Test
  void aWorkerThatNeverAcknowledgesGetsAllInput() throws Exception {
    Path project = site.project();
    beat();
    try (Running client =
        site.client().startShell(project, "head -c 50000000 /dev/zero | pigeon cat")) {
      HandSession session = claimed();
      session.append("stream.jsonl", event("started", ""));
      Eventually.see(
          "the end of input",
          () -> {
            beat();
            List<JsonNode> all = session.records("stdin.jsonl");
            return all.isEmpty() ? "" : all.get(all.size() - 1).get("type").textValue();
          },
          "stdin_eof"::equals);
      long bytes = 0;
      for (JsonNode each : session.records("stdin.jsonl")) {
        bytes +=
            each.path("data_b64").asText().isEmpty()
                ? 0
                : each.get("data_b64").binaryValue().length;
      }
      assertEquals(50_000_000, bytes);
      session.append("stream.jsonl", event("exit", ",\"exit_code\":0,\"raw_return_code\":0"));
      client.finish().gave(0, "");
      Files.delete(session.file("stdin.jsonl"));
    }
  }

  @Test
  void aGapInTheOutputIsNeverSuccess() throws Exception {
    try (Running client = begin("true")) {
      HandSession session = claimed();
      session.append(
          "stream.jsonl",
          event("started", "") + output(0, "stdout", "a") + output(2, "stdout", "c"));
      session.append("stream.jsonl", event("exit", ",\"exit_code\":0,\"raw_return_code\":0"));
      Ran ran = client.finish().ended(255);
      assertEquals(1, ran.complaints().size(), ran::toString);
    }
  }

  @Test
  void aDigestThatDiffersIsNeverSuccess() throws Exception {
    try (Running client = begin("true")) {
      HandSession session = claimed();
      session.append("stream.jsonl", event("started", "") + output(0, "stdout", "a"));
      session.append("stream.jsonl", exit("\"digests\":{\"stdout\":\"crc32:00000001\"}"));
      String line = client.finish().ended(255).complaints().get(0);
      assertTrue(line.startsWith("pigeon: the output is incomplete: stdout has crc32:"), line);
      assertTrue(line.endsWith("; the command itself ended with 0"), line);
    }
  }

  @Test
  void outputThatComesAfterTheExitIsWaitedFor() throws Exception {
    try (Running client = begin("true")) {
      HandSession session = claimed();
      session.append("stream.jsonl", event("started", "") + output(0, "stdout", "a"));
      client.says("a");
      session.append(
          "stream.jsonl",
          exit("\"totals\":{\"pty\":0,\"stdout\":2,\"stderr\":0}") + output(1, "stdout", "b"));
      client.finish().gave(0, "ab");
    }
  }

  @Test
  void aDigestByAnUnknownAlgorithmIsNotCompared() throws Exception {
    try (Running client = begin("true")) {
      HandSession session = claimed();
      session.append("stream.jsonl", event("started", "") + output(0, "stdout", "a"));
      session.append("stream.jsonl", exit("\"digests\":{\"stdout\":\"later:77\",\"new\":[]}"));
      client.finish().gave(0, "a");
    }
  }

  @Test
  void aWorkersErrorIsPrinted() throws Exception {
    try (Running client = begin("true")) {
      HandSession session = claimed();
      session.append("stream.jsonl", event("worker_error", ",\"message\":\"no room\""));
      session.append("stream.jsonl", event("exit", ",\"exit_code\":255,\"raw_return_code\":255"));
      assertEquals("pigeon: no room", client.finish().complained(255));
    }
  }

  private static Running begin(String command) throws Exception {
    beat();
    Running client = site.client().startPigeon(site.project(), command);
    client.in().close();
    return client;
  }

  /** The newest session, taken by this worker. */
  private static HandSession claimed() throws Exception {
    List<String> names =
        Eventually.see(
            "a session that waits",
            () -> {
              beat();
              return site.sessionNames().stream().filter(HandWrittenWorkerIT::waits).toList();
            },
            all -> !all.isEmpty());
    HandSession session = new HandSession(site.sessions().resolve(names.get(0)));
    session.write("worker.claim", "worker_host=played\nworker_pid=1\n");
    return session;
  }

  private static boolean waits(String name) {
    Path folder = site.sessions().resolve(name);
    return Files.exists(folder.resolve("status.json"))
        && !Files.exists(folder.resolve("worker.claim"));
  }

  private static void beat() throws Exception {
    Files.createDirectories(site.workers());
    long now = System.currentTimeMillis();
    Path fresh = site.workers().resolve(".new");
    Files.writeString(
        fresh,
        """
        {"worker_id":"played-1","host":"played","pid":1,"route":null,"started_at":"%s",
        "updated_at":"%s","updated_ts":%d.5,"later":[{}]}
        """
            .formatted(HandSession.TIME, HandSession.TIME, now / 1000));
    Files.move(
        fresh,
        site.workers().resolve("played-1.json"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static String event(String event, String more) {
    return "{\"type\":\"event\",\"event\":\"%s\",\"ts\":\"%s\"%s}\n"
        .formatted(event, HandSession.TIME, more);
  }

  private static String exit(String more) {
    return event("exit", ",\"exit_code\":0,\"raw_return_code\":0," + more);
  }

  private static String output(int seq, String channel, String text) {
    return "{\"type\":\"output\",\"seq\":%d,\"ts\":\"%s\",\"channel\":\"%s\",\"data_b64\":\"%s\"}\n"
        .formatted(seq, HandSession.TIME, channel, HandSession.base64(text));
  }
}
