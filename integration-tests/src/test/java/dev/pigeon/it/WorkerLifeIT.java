package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker's start, log, configuration, orderly end and sudden death. */
@Timeout(120)
class WorkerLifeIT {
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
  void theFirstTermWaitsForTheRunningSessionAndTakesNoOther() throws Exception {
    RunningWorker worker = site.serve("--route", "ending");
    Path gate = site.project();
    try (Running client =
        site.client()
            .startPigeon(
                site.project(),
                "--route",
                "ending",
                "echo begun; until [ -e " + gate + "/open ]; do sleep 0.05; done; echo ended")) {
      client.says("begun");
      worker.signal("TERM");
      worker.logs("waiting for 1 running session");
      typed("pigeon --route ending --wait-worker 0.5 true").complained(255);
      Files.createFile(gate.resolve("open"));
      client.finish().gave(0, "begun\nended\n");
    }
    assertEquals(0, worker.finish().exit());
    assertFalse(Files.exists(worker.heartbeat()));
  }

  @Test
  void theSecondTermEndsTheRunningSession() throws Exception {
    RunningWorker worker = site.serve("--route", "impatient");
    try (Running client =
        site.client()
            .startPigeon(site.project(), "--route", "impatient", "echo begun; sleep 300")) {
      client.says("begun");
      worker.signal("INT");
      worker.logs("waiting for 1 running session");
      worker.signal("TERM");
      assertEquals(143, client.finish().exit());
    }
    assertEquals(0, worker.finish().exit());
    assertFalse(Files.exists(worker.heartbeat()));
  }

  @Test
  void theDebugLogTellsEveryStep() throws Exception {
    RunningWorker worker = site.serve("--route", "logged", "--debug");
    typed("echo hello | pigeon --route logged 'tr a-z A-Z; exit 5'").ended(5);
    worker.logs("exit code 5");
    String log = worker.stop().err();
    for (String step : new String[] {"start", "claim", "lock", "input", "output", "exit"}) {
      assertTrue(log.contains(' ' + step + ' '), step + " in " + log);
    }
    assertTrue(log.contains("hello\\n") && log.contains("HELLO\\n"), log);
    assertFalse(log.contains("\033"), "colour without a terminal");
  }

  @Test
  void aQuietWorkerLogsNoSteps() throws Exception {
    RunningWorker worker = site.serve("--route", "quiet", "--no-debug");
    typed("pigeon --route quiet true").gave(0, "");
    String log = worker.stop().err();
    assertTrue(log.lines().allMatch(line -> line.startsWith("pigeon: ")), log);
  }

  @Test
  void routeDebugAndPollIntervalAreReadAgainFromTheConfiguration() throws Exception {
    Machine machine = site.machine("cpu-reread").configure("route = \"before\"");
    RunningWorker worker = site.serve(machine);
    machine.configure("route = \"after\"\n[worker]\ndebug = true");
    typed("pigeon --route after --wait-worker 10 echo moved").gave(0, "moved\n");
    worker.logs("route after");
    worker.logs("moved");
    machine.configure("route = \"after\"\n[worker]\ndebug = true\npoll_interval = 0.2");
    worker.logs("poll_interval 200 ms");
    typed("pigeon --route before --wait-worker 0.2 true").complained(255);
    worker.stop();
  }

  @Test
  void whatTheCommandLineGaveStays() throws Exception {
    Machine machine = site.machine("cpu-stays").configure("");
    RunningWorker worker = site.serve(machine, "--route", "given", "--no-debug");
    machine.configure("route = \"other\"\n[worker]\ndebug = true\nno_such = 1");
    worker.logs("no_such"); // it has been read, and the complaint does not end the worker
    machine.configure("route = \"other\"\n[worker]\ndebug = true\n[remote_env]\nSEEN = \"yes\"");
    Eventually.see(
        "the new configuration at work",
        () -> typed("pigeon --route given 'echo $SEEN'").ended(0).out(),
        "yes\n"::equals);
    assertFalse(worker.stop().err().contains(" claim "));
  }

  @Test
  void aWorkerThatDiesIsNamedAndItsFolderServedByAnother() throws Exception {
    RunningWorker worker = site.serve("--route", "mortal");
    Path project = site.project();
    Machine impatient = site.machine("gpu-2").configure("[session]\nworker_lost_after = 3");
    try (Running client =
        impatient.startPigeon(project, "--route", "mortal", "echo begun; sleep 4")) {
      client.says("begun");
      worker.signal("KILL");
      Ran ran = client.finish(Duration.ofSeconds(15)).ended(255);
      assertEquals(1, ran.complaints().size(), ran::toString);
      assertTrue(ran.err().contains(worker.name()), ran::toString);
    }
    RunningWorker next = site.serve("--route", "mortal");
    site.client()
        .shell(project, "pigeon --route mortal --wait-worker 9 echo served")
        .gave(0, "served\n");
    next.stop();
    site.becomesQuiet();
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
