package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Garbage of every kind in place of every file: the worker serves on and names each thing once. */
@Timeout(300)
class GarbageIT {
  private static final List<String> FILES =
      List.of(
          "request.json",
          "status.json",
          "worker.claim",
          "worker.start",
          "stdin.jsonl",
          "control.jsonl",
          "stream.jsonl");

  @TempDir Path folder;
  private Site site;
  private int count;

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void everyFileMayBeAnything() throws Exception {
    Files.createDirectories(site.workers());
    Files.createDirectories(site.locks());
    Map<Path, String> runnable = new HashMap<>();
    Set<String> unreadable = new HashSet<>();
    Set<String> locked = new HashSet<>();
    for (Junk junk : Junk.values()) {
      junk.put(site.workers().resolve("junk-" + junk.ordinal() + ".json"));
      junk.put(site.locks().resolve(sha256Of("/junk/" + junk) + ".lock"));
      inAFolderWhoseLockIs(junk, locked);
      for (String file : FILES) {
        String id = nextId();
        HandSession session = HandSession.create(site, id, site.project(), "true");
        Files.deleteIfExists(session.file(file));
        junk.put(session.file(file));
        if (file.equals("request.json") || file.equals("status.json")) {
          unreadable.add(id);
        } else if (!file.equals("worker.claim")) {
          runnable.put(session.file("status.json"), file + " as " + junk);
        }
      }
    }
    RunningWorker worker = site.serve("--max-jobs", "8");
    servesOthers();
    for (Map.Entry<Path, String> each : runnable.entrySet()) {
      Eventually.see(
          "an end of a session with " + each.getValue(),
          Duration.ofSeconds(40),
          () -> Files.readString(each.getKey()),
          text -> text.matches("(?s).*\"state\":\"(succeeded|failed)\".*") || startTaken(each));
    }
    unreadable.removeIf(this::isHarmless);
    Eventually.see(
        "a line for each of " + unreadable,
        worker::log,
        log -> unreadable.stream().allMatch(log::contains));
    Eventually.see(
        "an end of, or a line for, each of " + locked,
        worker::log,
        log -> locked.stream().allMatch(id -> isHarmless(id) || log.contains(id)));
    servesOthers();
    String listed = site.client().pigeon(site.project(), "gc", "--dry-run").ended(0).err();
    assertFalse(listed.contains("\tat "), listed);
    judge(worker.stop().err());
  }

  /** A session whose folder's lock has junk where the holder's ticket should be. */
  private void inAFolderWhoseLockIs(Junk junk, Set<String> sessions) throws Exception {
    Path cwd = Files.createDirectory(folder.resolve("locked-by-" + junk));
    junk.put(site.locks().resolve(sha256Of(cwd.toString()) + ".lock.0"));
    String id = nextId();
    HandSession.create(site, id, cwd, "true");
    sessions.add(id);
  }

  private String nextId() {
    return 1_795_000_000_000L + ++count + "-0123456789ab";
  }

  /** A worker.start that could be another worker's: the session is that one's. */
  private static boolean startTaken(Map.Entry<Path, String> session) {
    return session.getValue().startsWith("worker.start")
        && Files.isRegularFile(session.getKey().resolveSibling("worker.start"));
  }

  /**
   * Whether a session can be served all the same: what lies there says nothing of another state.
   */
  private boolean isHarmless(String id) {
    return Files.exists(site.sessions().resolve(id).resolve("stream.jsonl"));
  }

  @Test
  void tenThousandFoldersThatAreNoSessions() throws Exception {
    Files.createDirectories(site.sessions());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      // A later time than now's, so that they come before every real session.
      names.add(i % 2 == 0 ? "junk-" + i : 9_795_000_000_000L + i + "-0123456789ab");
      Files.createDirectory(site.sessions().resolve(names.get(i)));
    }
    RunningWorker worker = site.serve();
    servesOthers();
    Eventually.see(
        "a line for each of 10,000",
        Duration.ofSeconds(120),
        () -> worker.log().lines().count(),
        lines -> lines > names.size());
    servesOthers();
    String log = worker.stop().err();
    assertEquals(names.size(), log.lines().filter(line -> line.contains("sessi")).count());
    judge(log);
  }

  @Test
  void requestsOfAnyWeightLeaveTheWorkerItsMemory() throws Exception {
    Set<String> named = new HashSet<>();
    List<HandSession> ended = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      named.add(heavy(nextId(), null, 2_000_000).getFileName().toString());
      named.add(heavy(nextId(), null, 1_000_000).getFileName().toString());
      heavy(nextId(), "elsewhere", 90_000);
      ended.add(new HandSession(heavy(nextId(), null, 90_000)));
    }
    RunningWorker worker = site.serve("--max-jobs", "2");
    servesOthers();
    for (HandSession each : ended) {
      Eventually.see(
          "an end of a heavy session",
          () -> Files.readString(each.file("status.json")),
          text -> text.contains("\"succeeded\""));
    }
    Eventually.see(
        "a line for each of " + named, worker::log, log -> named.stream().allMatch(log::contains));
    servesOthers();
    judge(worker.stop().err());
  }

  /** A session whose command has so many words; returns its folder. */
  private Path heavy(String id, String route, int words) throws IOException {
    Path cwd = Files.createDirectory(folder.resolve("heavy-" + id));
    var request = HandSession.request(id, cwd, "true").put("route", route);
    HandSession session = HandSession.create(site, id, request);
    String more = "\"true\"" + ",\"x\"".repeat(words);
    Files.writeString(session.file("request.json"), request.toString().replace("\"true\"", more));
    return session.file("request.json").getParent();
  }

  private void servesOthers() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      site.client().pigeon(site.project(), "echo alive").gave(0, "alive\n");
    }
  }

  private static void judge(String log) {
    Map<String, Integer> said = new HashMap<>();
    for (String line : log.lines().toList()) {
      assertTrue(line.startsWith("pigeon: "), () -> "no line of the worker's: " + line);
      said.merge(line, 1, Integer::sum);
    }
    said.forEach((line, times) -> assertEquals(1, times, line));
  }

  private static String sha256Of(String text) throws Exception {
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return java.util.HexFormat.of().formatHex(digest);
  }
}
