package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.it.FaultTable.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many sessions, written by hand as hundreds of clients would, since as many Java processes would
 * measure the machine and not the worker.
 */
@Timeout(600)
class LoadIT {
  private static final int AT_ONCE = 200;
  private static final int JOBS = 16;
  private static final int IN_A_ROW = Integer.getInteger("pigeon.faults.sessions", 300);
  private static final int BATCH = 10;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String NOTES_ITS_NEIGHBOURS =
      "echo x >> started; touch ../now/$$; ls ../now | wc -l > most; sleep 0.1; rm ../now/$$";

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

  @AfterAll
  static void print() throws IOException {
    FaultTable.print();
  }

  @Test
  void twoHundredAtOnceOnOneWorker() throws Exception {
    site.serve("--max-jobs", Integer.toString(JOBS));
    Set<String> workers = allAtOnce("200 sessions at once, max_jobs 16", JOBS);
    assertEquals(1, workers.size());
  }

  @Test
  void twoHundredAtOnceOverFiveWorkers() throws Exception {
    for (int i = 0; i < 5; i++) {
      site.serve("--max-jobs", Integer.toString(JOBS));
    }
    Set<String> workers = allAtOnce("200 sessions at once over 5 workers", 5 * JOBS);
    assertTrue(workers.size() > 1, workers::toString);
  }

  /** Returns who served. */
  private Set<String> allAtOnce(String name, int most) throws Exception {
    FaultTable.Row row = FaultTable.row(name);
    Path all = Files.createDirectories(folder.resolve("load"));
    Files.createDirectories(all.resolve("now"));
    List<Path> projects = new ArrayList<>();
    List<HandSession> sessions = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      projects.add(Files.createDirectories(all.resolve("p" + i)));
      sessions.add(create(projects.get(i), "bash", "-c", NOTES_ITS_NEIGHBOURS));
      row.injected();
    }
    Set<String> workers = new HashSet<>();
    int atOnce = 0;
    for (int i = 0; i < AT_ONCE; i++) {
      row.add(outcome(sessions.get(i), projects.get(i)), projects.get(i));
      workers.add(sessions.get(i).read("status.json").get("worker").toString());
      int seen = Integer.parseInt(Files.readString(projects.get(i).resolve("most")).strip());
      atOnce = Math.max(atOnce, seen);
    }
    assertTrue(atOnce > 1 && atOnce <= most, atOnce + " ran at once");
    row.judge();
    return workers;
  }

  private static Outcome outcome(HandSession session, Path project) throws Exception {
    if (exit(session) != 0) {
      return Outcome.WRONG;
    }
    long started = Files.readString(project.resolve("started")).lines().count();
    return started == 1 ? Outcome.SURVIVED : Outcome.TWICE;
  }

  @Test
  void thousandsInARowLeaveNothingBehind() throws Exception {
    RunningWorker worker = site.serve("--max-jobs", Integer.toString(JOBS));
    FaultTable.Row row = FaultTable.row(IN_A_ROW + " short sessions in a row");
    List<Path> projects = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      projects.add(site.project());
    }
    inARow(row, projects, 10 * BATCH); // until its pools have grown
    Footprint before = Footprint.of(worker, site.worker(), site);
    inARow(row, projects, IN_A_ROW);
    Footprint.returnsTo(before, worker, site.worker(), site);
    assertEquals(count, site.sessionNames().size(), "folders of sessions");
    assertEquals(1, worker.log().lines().count(), worker.log());
    row.judge();
  }

  private void inARow(FaultTable.Row row, List<Path> projects, int sessions) throws Exception {
    for (int i = 0; i < sessions; i += projects.size()) {
      List<HandSession> batch = new ArrayList<>();
      for (Path project : projects) {
        batch.add(create(project, "true"));
        row.injected();
      }
      for (HandSession each : batch) {
        row.add(exit(each) == 0 ? Outcome.SURVIVED : Outcome.WRONG, each);
      }
    }
  }

  private HandSession create(Path cwd, String... command) throws IOException {
    String id = 1_795_000_000_000L + ++count + "-0123456789ab";
    return HandSession.create(site, id, cwd, command);
  }

  private static int exit(HandSession session) throws Exception {
    return Eventually.see(
            "an exit record in " + session.file(""),
            LIMIT,
            () -> session.records("stream.jsonl"),
            all -> all.stream().anyMatch(each -> "exit".equals(each.path("event").asText())))
        .stream()
        .filter(each -> "exit".equals(each.path("event").asText()))
        .findFirst()
        .orElseThrow()
        .get("exit_code")
        .intValue();
  }
}
