package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.it.FaultTable.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What befalls a shared folder while a command runs: each time the client ends in time and says
 * why, the command is ended, and all goes on by itself once the folder is well again.
 */
@Timeout(120)
class ShareTroubleIT {
  /** The client's patience of 3 s, and the time that a loaded machine needs to say so. */
  private static final Duration TOLD = Duration.ofSeconds(9);

  /** The worker's patience of 3 s, 3 s for the three signals, and the same. */
  private static final Duration ENDED = Duration.ofSeconds(12);

  private static FaultTable.Row row;

  @TempDir Path folder;
  private Site site;
  private Share share;
  private RunningWorker worker;
  private Running command;

  @BeforeAll
  static void beginRow() {
    row = FaultTable.row("the share fails");
  }

  @AfterAll
  static void print() throws IOException {
    FaultTable.print();
  }

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder);
    share = new Share(folder);
  }

  @AfterEach
  void close() throws Exception {
    try {
      if (worker != null) {
        worker.stop();
      }
      if (command != null) {
        row.injected();
        row.add(outcome(), command);
        command.close();
      }
      site.close();
    } finally {
      share.close();
    }
  }

  @Test
  void full() throws Exception {
    begin(onDisk());
    share.fill();
    // A little room may be left: then it is the worker that says so.
    String told = told();
    assertTrue(told.contains("No space left on device") || told.contains("was cut off"), told);
    commandEnds();
    String line = newcomer().complained(255);
    assertTrue(line.contains("No space left on device"), line);
    share.free();
    recovers();
    assertEnded("failed", "cancelled");
  }

  @Test
  void theWorkersQuotaIsUsedUp() throws Exception {
    Requirements.demand("a quota", FailingCalls.needs().missing());
    begin(share);
    try (FailingCalls quota = FailingCalls.outOfFiles(worker.pid(), folder.resolve("strace.log"))) {
      String line = told();
      assertTrue(line.contains("lost worker " + worker.name()), line);
      commandEnds();
      worker.logs("Disk quota exceeded");
      assertTrue(quota.holds());
    }
    worker.logs("heartbeats get through again");
    recovers();
    assertEnded("failed", "cancelled");
  }

  @Test
  void theClientsQuotaIsUsedUp() throws Exception {
    Requirements.demand("a quota", FailingCalls.needs().missing());
    begin(share);
    Path session = site.sessions().resolve(site.sessionNames().get(0));
    String refused =
        site.client()
            .shell(site.project(), FailingCalls.withoutFiles() + "pigeon true")
            .complained(255);
    assertTrue(refused.contains("Disk quota exceeded"), refused);
    assertTrue(refused.endsWith("make room there, then try again"), refused);
    try (FailingCalls quota =
        FailingCalls.outOfRoom(
            command.pid(), session.resolve("control.jsonl"), folder.resolve("strace.log"))) {
      assertTrue(quota.holds());
      commandEnds(); // its client cannot show any more that it lives
      String line = told();
      assertTrue(line.contains("no sign of life for 3 s"), line);
    }
    recovers();
  }

  @Test
  void oneFileThatTheFolderDoesNotGiveHoldsUpItsSessionAlone() throws Exception {
    Requirements.demand("a bad block", FailingCalls.needs().missing());
    worker = site.serve();
    String id = "1795000000000-00000000000b";
    Path status = site.sessions().resolve(id).resolve("status.json");
    try (FailingCalls bad =
        FailingCalls.badBlock(worker.pid(), status, folder.resolve("strace.log"))) {
      HandSession session = HandSession.create(site, id, site.project(), "true");
      worker.logs("cannot serve session " + id + ": cannot read sessions/" + id + "/status.json");
      command = site.client().startPigeon(site.project(), "echo", "served");
      command.finish().gave(0, "served\n");
      assertEquals("pending", session.read("status.json").get("state").textValue());
      assertTrue(bad.holds());
    }
    Eventually.see("its end", () -> Files.readString(status), text -> text.contains("succeeded"));
  }

  @Test
  void fullForAMomentOnly() throws Exception {
    Path gate = site.project();
    begin(onDisk(), "until [ -e " + gate + "/open ]; do sleep 0.05; done; echo ended; exit 5");
    share.fill();
    Eventually.pass(Duration.ofMillis(1500));
    share.free();
    Files.createFile(gate.resolve("open"));
    command.finish().gave(5, "up\nended\n");
  }

  @Test
  void filledByTheCommandItself() throws Exception {
    onDisk();
    Path reserve = site.cache().resolve("reserve");
    Files.write(reserve, new byte[4 << 20]);
    begin(share, "head -c 60000000 /dev/zero | tr '\\0' x; sleep 300");
    command.finish(TOLD.plusSeconds(10)).ended(255);
    commandEnds();
    long before = logSize();
    Files.delete(reserve);
    recovers();
    // No more than lay in the command's pipe already.
    assertTrue(logSize() - before < 2 << 20, logSize() + " after " + before);
  }

  @Test
  void readOnly() throws Exception {
    begin(onDisk());
    share.becomesReadOnly();
    String told = told();
    assertTrue(told.contains("Read-only file system"), told);
    commandEnds();
    String line = newcomer().complained(255);
    assertTrue(line.contains("Read-only file system"), line);
    share.goes();
    share.comesBack();
    recovers();
  }

  @Test
  void gone() throws Exception {
    begin(onDisk());
    share.goes();
    String line = told();
    assertTrue(line.contains("check that the directory is mounted"), line);
    commandEnds();
    worker.logs("cannot publish the heartbeat");
    share.comesBack();
    worker.logs("heartbeats get through again");
    recovers();
    assertEnded("failed", "cancelled");
  }

  @Test
  void theNamespaceIsDeleted() throws Exception {
    begin(onDisk());
    deleteAll(site.namespace());
    told();
    commandEnds();
    recovers();
  }

  @Test
  void permissionsAreTakenAway() throws Exception {
    begin(overSshfs());
    Path namespaces = share.store().resolve("namespaces");
    Files.setPosixFilePermissions(namespaces, PosixFilePermissions.fromString("---------"));
    String line = told();
    assertTrue(line.contains("ermission denied"), line);
    commandEnds();
    Files.setPosixFilePermissions(namespaces, PosixFilePermissions.fromString("rwx------"));
    recovers();
  }

  @Test
  void hangingForTheWorker() throws Exception {
    overSshfs();
    site.worker().set("PIGEON_CACHE", share.secondMount().toString());
    begin(share);
    share.serverStops("2");
    String line = told();
    assertTrue(line.contains("lost worker " + worker.name()), line);
    commandEnds();
    share.serverGoesOn("2");
    recovers();
    assertEnded("failed", "cancelled");
  }

  @Test
  void hangingBeforeThereIsASession() throws Exception {
    begin(overSshfs());
    command.signal("TERM");
    command.finish();
    share.mountStops();
    try (Running newcomer = site.client().startPigeon(site.project(), "true")) {
      Eventually.pass(Duration.ofSeconds(1));
      newcomer.signal("INT");
      newcomer.finish(Duration.ofSeconds(3)).ended(130);
    } finally {
      share.mountGoesOn();
    }
  }

  @Test
  void slowByTwoSecondsACall() throws Exception {
    begin(overSshfs());
    share.answersAfter(Duration.ofSeconds(2));
    command.finish(Duration.ofSeconds(110)).ended(255);
    commandEnds();
    share.answersAfter(Duration.ZERO);
    recovers();
  }

  private Outcome outcome() throws Exception {
    if (command.alive()) {
      return Outcome.HUNG;
    }
    return command.finish().exit() == 255 ? Outcome.LOST : Outcome.SURVIVED;
  }

  private Share onDisk() throws Exception {
    Requirements.demand("a disk of its own", Share.diskNeeds().missing());
    return share.onDisk();
  }

  private Share overSshfs() throws Exception {
    Requirements.demand("a troubled sshfs", Share.sshfsNeeds().missing());
    return share.overSshfs();
  }

  private void begin(Share on) throws Exception {
    begin(on, "sleep 300");
  }

  private void begin(Share ignored, String script) throws Exception {
    String patience = "[session]\nworker_lost_after = 3\nclient_lost_after = 3";
    site.client().configure(patience);
    site.worker().configure(patience);
    worker = site.serve();
    command = site.client().startPigeon(site.project(), "echo up; " + script);
    command.says("up");
  }

  /** What the client said about itself, in time. */
  private String told() throws Exception {
    Ran ran = command.finish(TOLD).ended(255);
    assertEquals(1, ran.complaints().size(), ran::toString);
    return ran.complaints().get(0);
  }

  private void commandEnds() throws Exception {
    Eventually.see("no command", ENDED, this::sleepers, List::isEmpty);
  }

  private List<String> sleepers() throws Exception {
    return site.strays().stream().filter(each -> each.contains(" sleep 300")).toList();
  }

  private Ran newcomer() throws Exception {
    return site.client().pigeon(site.project(), "--wait-worker", "1", "true");
  }

  /** Without anybody's help but that of the folder itself. */
  private void recovers() throws Exception {
    site.client()
        .shell(site.project(), "pigeon --wait-worker 20 'echo served'")
        .gave(0, "served\n");
    assertTrue(worker.alive());
  }

  private void assertEnded(String... states) throws Exception {
    HandSession first = new HandSession(site.sessions().resolve(site.sessionNames().get(0)));
    Eventually.see(
        "one of " + List.of(states),
        () -> first.read("status.json").get("state").textValue(),
        List.of(states)::contains);
  }

  private long logSize() throws Exception {
    return Files.size(site.sessions().resolve(site.sessionNames().get(0)).resolve("stream.jsonl"));
  }

  private static void deleteAll(Path tree) throws Exception {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
