package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code pigeon gc} on folders written by hand, beside living sessions. */
@Timeout(180)
class GcIT {
  @RegisterExtension static final FaultLine LINE = new FaultLine("cleaning up");

  private static final Duration TWO_DAYS = Duration.ofDays(2);
  private static final String PENDING = "9000000000000-00000000000a";

  @TempDir Path folder;
  private Site site;
  private int sessions;

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void twoThousandOldSessionsGoAndTheLivingStay() throws Exception {
    Path project = site.project();
    for (int i = 0; i < 2000; i++) {
      finished(TWO_DAYS);
    }
    String young = finished(Duration.ofHours(1));
    ObjectNode waiting = HandSession.request(PENDING, project, "true").put("route", "nobody");
    HandSession.create(site, PENDING, waiting);
    site.serve();
    try (Running client =
        site.client().startPigeon(project, "sh", "-c", "echo up; read x; echo $x")) {
      client.says("up\n");
      String running = site.sessionNames().get(2001);

      Map<String, String> before = tree();
      Ran dry = site.client().pigeon(project, "gc", "--dry-run").ended(0);
      assertEquals("", dry.err());
      List<String> lines = dry.out().lines().toList();
      assertEquals(2001, lines.size(), dry::toString);
      assertEquals(
          "session 1000000000000-000000000000: finished; unchanged for 2 days", lines.get(0));
      assertEquals(
          "would remove 2000 sessions, 0 heartbeats, 0 locks; looked at 2005", lines.get(2000));
      assertEquals(before, tree());

      Ran real = site.client().pigeon(project, "gc").ended(0);
      assertEquals("removed 2000 sessions, 0 heartbeats, 0 locks; looked at 2005\n", real.out());
      assertEquals(List.of(young, running, PENDING), site.sessionNames());
      assertEquals(List.of(), hidden());

      client.in().write("still here\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      client.in().close();
      assertEquals("up\nstill here\n", client.finish().ended(0).out());
    }
  }

  @Test
  void whatTheDeadLeftBehindGoes() throws Exception {
    RunningWorker worker = site.serve();
    Path project = site.project();
    Running client = site.client().startPigeon(project, "echo up; exec sleep 300");
    client.says("up\n"); // so it was begun
    assertEquals(2, locks().size());
    worker.signal("KILL");
    worker.finish();
    client.signal("KILL");
    client.finish();
    client.close();
    for (String each : site.strays()) {
      ProcessHandle.of(Long.parseLong(each.substring(0, each.indexOf(' '))))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    String abandoned = site.sessionNames().get(0);
    age(site.namespace(), TWO_DAYS);

    Ran ran = site.client().pigeon(project, "gc").ended(0);
    assertEquals("removed 0 sessions, 1 heartbeat, 1 lock; looked at 3\n", ran.out());
    HandSession session = new HandSession(site.sessions().resolve(abandoned));
    String state = session.read("status.json").get("state").textValue();
    assertEquals("failed", state, "whoever frees the lock of the dead says what became of it");
    assertEquals(1, locks().size(), "a tombstone stays");
    age(site.namespace(), TWO_DAYS);
    site.client().pigeon(project, "gc").ended(0);
    assertFalse(site.sessionNames().contains(abandoned));
    assertFalse(Files.exists(worker.heartbeat()));

    site.serve();
    site.client().pigeon(project, "echo", "served").gave(0, "served\n");
  }

  @Test
  void aReaderOfASessionThatGoesIsToldSo() throws Exception {
    RunningWorker worker = site.serve();
    Path project = site.project();
    try (Running client = site.client().startPigeon(project, "sh", "-c", "echo up; sleep 300")) {
      client.says("up\n");
      String id = site.sessionNames().get(0);
      Path session = site.sessions().resolve(id);
      String status = Files.readString(session.resolve("status.json"));
      worker.signal("STOP"); // its exit record never comes
      Files.writeString(
          session.resolve("status.json"), status.replace("\"running\"", "\"succeeded\""));
      age(session, TWO_DAYS);
      site.client().pigeon(project, "gc").ended(0);
      assertEquals(List.of(), site.sessionNames());
      worker.signal("CONT");
      Ran ran = client.finish();
      assertEquals(255, ran.exit(), ran::toString);
      assertEquals("up\n", ran.out());
      assertEquals(1, ran.err().lines().count(), ran::toString);
      assertTrue(ran.complaints().get(0).contains(id), ran::toString);
    }
    worker.signal("TERM");
    worker.logs("stopping");
    worker.signal("TERM");
  }

  @Test
  void wrongWordsAreTwoAndAStoreThatCannotBeHadIs255() throws Exception {
    Path project = site.project();
    String complaint = site.client().pigeon(project, "gc", "everything").complained(2);
    assertTrue(complaint.contains("pigeon -- gc"), complaint);
    assertTrue(site.client().pigeon(project, "gc", "--help").ended(0).out().contains("--dry-run"));
    site.serve();
    site.worker().install("gc", "#!/bin/sh\necho remote \"$@\"\n");
    site.client().pigeon(project, "--", "gc", "x").gave(0, "remote x\n");
    Path file = Files.writeString(folder.resolve("file"), "");
    Files.writeString(
        site.client().config(), "cache = \"" + file + "\"\nnamespace = \"it\"\nuser = \"it\"\n");
    site.client().pigeon(project, "gc").complained(255);
  }

  private String finished(Duration age) throws Exception {
    String id = "1000000000000-%012x".formatted(sessions++);
    HandSession session = HandSession.create(site, id, Path.of("/tmp"), "true");
    Path status = session.file("status.json");
    Files.writeString(status, Files.readString(status).replace("pending", "succeeded"));
    session.write("stream.jsonl", "");
    session.write("worker.claim", "worker_host=x\nworker_pid=1\n");
    age(status, age);
    return id;
  }

  private static void age(Path path, Duration age) throws Exception {
    FileTime then = FileTime.from(Instant.now().minus(age));
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(each, then);
      }
    }
  }

  private List<String> locks() throws Exception {
    if (!Files.isDirectory(site.locks())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(site.locks())) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private List<Path> hidden() throws Exception {
    try (Stream<Path> all = Files.walk(site.sessions())) {
      return all.filter(each -> each.getFileName().toString().startsWith(".")).toList();
    }
  }

  /** Every path with what it holds and its time, but for heartbeats and signs of life. */
  private Map<String, String> tree() throws Exception {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(site.namespace())) {
      for (Path each : all.toList()) {
        String name = site.namespace().relativize(each).toString();
        if (name.startsWith("workers") || name.endsWith("control.jsonl")) {
          continue;
        }
        boolean plain = Files.isRegularFile(each);
        tree.put(
            name, (plain ? Files.readString(each) : "") + ' ' + Files.getLastModifiedTime(each));
      }
    }
    return tree;
  }
}
