package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker or a client that is killed, and what becomes of the command. */
@Timeout(120)
class LostPeersIT {
  @RegisterExtension static final FaultLine LINE = new FaultLine("lost peers");

  private static final Duration SOON = Duration.ofSeconds(6);

  @TempDir static Path folder;
  static Site site;
  static Machine client;
  static Machine host;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    String patience = "[session]\nworker_lost_after = 3\nclient_lost_after = 3";
    client = site.machine("gpu-lost").configure(patience);
    host = site.machine("cpu-lost").configure(patience);
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  void commandsOfAKilledWorkerEndWithTheirDescendants() throws Exception {
    commandsEndWithTheirWorker("pipes", "echo up; sleep 300 | sleep 301 & wait");
  }

  @Test
  void commandsOfAKilledWorkerEndEvenIfTheyIgnoreSignals() throws Exception {
    commandsEndWithTheirWorker("deaf", "trap '' HUP TERM; echo up; sleep 300 & sleep 301; :");
  }

  @Test
  void commandsOfAKilledWorkerOnATerminalEndWithTheirJobs() throws Exception {
    commandsEndWithTheirWorker(
        "jobs", "set -m; trap '' HUP; sleep 300 & sleep 301 & echo up; wait", "-t");
  }

  private static void commandsEndWithTheirWorker(String route, String script, String... options)
      throws Exception {
    RunningWorker worker = site.serve(host, "--route", route);
    Path project = site.project();
    List<String> words = new ArrayList<>(List.of("--route", route));
    words.addAll(List.of(options));
    words.add(script);
    try (Running running = client.startPigeon(project, words.toArray(new String[0]))) {
      running.says("up");
      worker.signal("KILL");
      worker.finish();
      Eventually.see("no command", SOON, LostPeersIT::sleepers, List::isEmpty);
      Ran ran = running.finish().ended(255);
      assertTrue(ran.err().contains("lost worker " + worker.name()), ran::toString);
    }
    Eventually.see("no warden", SOON, () -> wardens(worker.pid()), List::isEmpty);
  }

  @Test
  void theFolderOfAKilledWorkerIsServedAtOnceOnTheSameMachine() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "heir");
    Path project = site.project();
    try (Running running =
        client.startPigeon(project, "--route", "heir", "echo up; sleep 300 & sleep 301")) {
      running.says("up");
      worker.signal("KILL");
      worker.finish();
      RunningWorker heir = site.serve(host, "--route", "heir");
      long start = System.nanoTime();
      client.shell(project, "pigeon --route heir 'echo served'").gave(0, "served\n");
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(Duration.ofSeconds(3)) < 0, took::toString);
      assertEquals(List.of(), sleepers());
      running.finish().ended(255);
      heir.stop();
    }
  }

  @Test
  void aWorkerThatEndsInOrderTakesItsWardenAlongAndLeavesTheBackgroundAlone() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "orderly");
    client.shell(site.project(), "pigeon --route orderly 'sleep 20 >/dev/null 2>&1 &'").gave(0, "");
    Eventually.see("a warden", () -> wardens(worker.pid()), found -> found.size() == 1);
    worker.stop();
    assertEquals(List.of(), wardens(worker.pid()));
    List<String> left = sleepers();
    assertEquals(1, left.size());
    new ProcessBuilder("kill", left.get(0).split(" ")[0]).start().waitFor();
  }

  @Test
  void aWardenThatIsKilledIsReplaced() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "guarded");
    try (Running running =
        client.startPigeon(site.project(), "--route", "guarded", "echo up; sleep 300")) {
      running.says("up");
      String first = wardens(worker.pid()).get(0);
      new ProcessBuilder("kill", "-KILL", first).start().waitFor();
      worker.logs("starting another");
      Eventually.see(
          "another warden",
          () -> wardens(worker.pid()),
          found -> found.size() == 1 && !found.contains(first));
      worker.signal("KILL");
      worker.finish();
      Eventually.see("no command", SOON, LostPeersIT::sleepers, List::isEmpty);
      running.finish().ended(255);
    }
  }

  @Test
  void aSessionThatADeadWorkerDidNotBeginIsTakenOverAndTheClientFollows() throws Exception {
    Path heartbeat = site.workers().resolve("ghost-4194300.json");
    Files.createDirectories(site.workers());
    Files.writeString(
        heartbeat,
        """
        {"worker_id":"ghost-4194300","host":"ghost","pid":4194300,"route":"haunted"}
        """);
    int before = site.sessionNames().size();
    try (Running running =
        client.startPigeon(site.project(), "--route", "haunted", "echo served; exit 6")) {
      List<String> names =
          Eventually.see("a session", site::sessionNames, seen -> seen.size() > before);
      HandSession session = new HandSession(site.sessions().resolve(names.get(names.size() - 1)));
      session.write(
          "worker.claim",
          "worker_host=ghost\nworker_pid=4194300\ntoken=t\nprocess=%s:1\nfenced=true\n"
              .formatted(place()));
      Eventually.see(
          "a pending status", () -> Files.exists(session.file("status.json")), there -> there);
      RunningWorker heir = site.serve(host, "--route", "haunted");
      running.finish(Duration.ofSeconds(20)).gave(6, "served\n");
      assertTrue(heir.stop().err().contains("taking it over"));
    }
    Files.delete(heartbeat);
  }

  private static String place() throws Exception {
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    return boot + ":" + space.replaceAll("[^0-9]", "");
  }

  @Test
  void aWorkerThatStandsStillIsReplacedAndEndsItsCommandWhenItGoesOn() throws Exception {
    RunningWorker sleeper = site.serve(host, "--route", "stopped");
    Path project = site.project();
    int before = site.sessionNames().size();
    try (Running running =
        client.startPigeon(project, "--route", "stopped", "echo up; sleep 300")) {
      running.says("up");
      HandSession session =
          new HandSession(site.sessions().resolve(site.sessionNames().get(before)));
      sleeper.signal("STOP");
      Ran ran = running.finish(Duration.ofSeconds(20)).ended(255);
      assertTrue(ran.err().contains("lost worker " + sleeper.name()), ran::toString);
      RunningWorker heir = site.serve(host, "--route", "stopped");
      client.shell(project, "pigeon --route stopped 'echo served'").gave(0, "served\n");
      Eventually.see(
          "a status that says failed",
          () -> session.read("status.json").get("state").textValue(),
          "failed"::equals);
      sleeper.signal("CONT");
      sleeper.logs("so others take this worker for dead");
      Eventually.see("no command", SOON, LostPeersIT::sleepers, List::isEmpty);
      // Its client said HUP when it gave up, which the worker may read before it looks at itself.
      int exit = session.exit().get("exit_code").intValue();
      assertTrue(exit == 255 || exit == 129, "exit " + exit);
      assertEquals("failed", session.read("status.json").get("state").textValue());
      client.shell(project, "pigeon --route stopped 'echo again'").gave(0, "again\n");
      heir.stop();
      sleeper.stop();
    }
  }

  @Test
  void theCommandOfAKilledClientIsHungUpAndItsFolderFree() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "widow");
    Path project = site.project();
    try (Running running =
        client.startPigeon(
            project, "--route", "widow", "trap '' HUP; echo up; sleep 300 | sleep 301")) {
      running.says("up");
      running.signal("KILL");
      running.finish();
      worker.logs("no sign of life for 3 s; sending signal 1");
      worker.logs("sending signal 15");
      Eventually.see("no command", LostPeersIT::sleepers, List::isEmpty);
    }
    client.shell(project, "pigeon --route widow echo served").gave(0, "served\n");
    HandSession session = new HandSession(site.sessions().resolve(lastButOne(site.sessionNames())));
    assertEquals("cancelled", session.read("status.json").get("state").textValue());
    worker.stop();
  }

  @Test
  void aClientThatStandsStillForTooLongIsToldSoWhenItGoesOn() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "laptop");
    try (Running running =
        client.startPigeon(site.project(), "--route", "laptop", "echo up; sleep 300")) {
      running.says("up");
      running.signal("STOP");
      worker.logs("no sign of life for 3 s; sending signal 1");
      Eventually.see("no command", SOON, LostPeersIT::sleepers, List::isEmpty);
      running.signal("CONT");
      Ran ran = running.finish(Duration.ofSeconds(5)).ended(255);
      assertEquals(
          List.of(
              "pigeon: the client gave no sign of life for 3 s, as if it were stopped or cut off;"
                  + " its command was hung up"),
          ran.err().lines().toList());
      assertEquals("up\n", ran.out());
    }
    worker.stop();
  }

  @Test
  void whatAKilledClientHadInLineIsCancelledAndNeverRun() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "orphan");
    Path project = site.project();
    try (Running first = client.startPigeon(project, "--route", "orphan", "echo up; read line")) {
      first.says("up");
      HandSession orphan = sessionOfAKilledClient(project, "--route", "orphan", "touch it-ran");
      try (Running next = client.startPigeon(project, "--route", "orphan", "ls")) {
        worker.logs("no sign of life for 3 s while it waited in line; nothing was run");
        assertEquals("cancelled", orphan.read("status.json").get("state").textValue());
        assertEquals(255, orphan.exit().get("exit_code").intValue());
        first.type("\n");
        first.finish().gave(0, "up\n");
        next.finish().gave(0, "");
      }
    }
    worker.stop();
  }

  private static HandSession sessionOfAKilledClient(Path project, String... words)
      throws Exception {
    int before = site.sessionNames().size();
    try (Running running = client.startPigeon(project, words)) {
      List<String> names =
          Eventually.see("a session", site::sessionNames, seen -> seen.size() > before);
      HandSession session = new HandSession(site.sessions().resolve(names.get(before)));
      Eventually.see(
          "a pending status", () -> Files.exists(session.file("status.json")), there -> there);
      running.signal("KILL");
      running.finish();
      return session;
    }
  }

  @Test
  void aLivingClientThatIsSilentIsNotTakenForLost() throws Exception {
    RunningWorker worker = site.serve(host, "--route", "patient");
    client.shell(site.project(), "pigeon --route patient 'sleep 5; echo done'").gave(0, "done\n");
    worker.stop();
  }

  @Test
  void aClientWhoseReaderPausesIsNotTakenForLost() throws Exception {
    site.serve(host, "--route", "pager");
    Ran ran =
        client.shell(
            site.project(),
            "pigeon --route pager 'head -c 1000000 /dev/zero; sleep 6; echo END' | { sleep 7; wc -c; }"
                + "; echo ${PIPESTATUS[0]}");
    ran.gave(0, "1000004\n0\n");
  }

  @Test
  void aClientWhoseReaderPausesCanBeEnded() throws Exception {
    site.serve(host, "--route", "stuck");
    Ran ran =
        client.shell(
            site.project(),
            """
            mkfifo reader
            sleep 300 < reader & exec 3> reader
            pigeon --route stuck yes >&3 & client=$!
            sleep 2
            kill -TERM $client
            wait $client; echo $?
            kill %1
            """);
    assertEquals("143\n", ran.out(), ran::toString);
  }

  @Test
  void aClientThatNeverShowsThatItLivesIsNotTakenForLost() throws Exception {
    RunningWorker worker = site.serve(host);
    HandSession session =
        HandSession.create(
            site,
            System.currentTimeMillis() + "-00000000abcd",
            site.project(),
            "bash",
            "-c",
            "sleep 5; echo done");
    JsonNode exit = session.exit();
    assertEquals(0, exit.get("exit_code").intValue());
    assertEquals("done\n", session.output("stdout"));
    worker.stop();
  }

  private static String lastButOne(List<String> names) {
    return names.get(names.size() - 2);
  }

  private static List<String> sleepers() throws Exception {
    return site.strays().stream().filter(each -> each.matches("\\d+ sleep .*")).toList();
  }

  private static List<String> wardens(long worker) {
    String end = "\0pigeon-warden\0" + worker + "\0";
    return ProcessHandle.allProcesses()
        .map(each -> Long.toString(each.pid()))
        .filter(pid -> commandLine(pid).endsWith(end))
        .toList();
  }

  private static String commandLine(String pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
