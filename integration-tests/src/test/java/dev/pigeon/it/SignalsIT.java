package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to the client: lines 17 and 18 of what a user takes for granted. */
@Timeout(120)
class SignalsIT {
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

  private static final String TRAPS =
      "for s in INT TERM HUP QUIT USR1 USR2; do trap \"echo got $s; exit 0\" $s; done; "
          + "echo ready; while :; do sleep 0.05; done";

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP", "QUIT", "USR1", "USR2"})
  @DisplayName("17: a signal to the client reaches the command")
  void aSignalReachesTheCommand(String signal) throws Exception {
    try (Running client = started("pigeon '" + TRAPS.replace("'", "'\\''") + "'")) {
      client.says("ready");
      client.signal(signal);
      assertEquals("ready\ngot " + signal + "\n", client.finish().ended(0).out());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129", "QUIT,131", "USR1,138", "USR2,140"})
  @DisplayName("17: it reaches the whole process group, and the exit code tells of the death")
  void aSignalReachesTheGroup(String signal, int code) throws Exception {
    try (Running client = started("pigeon 'sleep 300 | sleep 301 | { echo ready; sleep 302; }'")) {
      client.says("ready");
      client.signal(signal);
      client.finish().ended(code);
    }
    site.becomesQuiet();
  }

  @Test
  @DisplayName("17: a signal does not end the client before the command has ended")
  void theCommandMayCleanUp() throws Exception {
    try (Running client =
        started(
            "pigeon 'trap \"sleep 1; echo cleaned; exit 9\" TERM; echo ready; sleep 300 & wait'")) {
      client.says("ready");
      client.signal("TERM");
      assertEquals("ready\ncleaned\n", client.finish().ended(9).out());
    }
  }

  @Test
  @DisplayName("17: before there is a worker a signal ends the client")
  void aSignalEndsAClientThatWaits() throws Exception {
    try (Running client = started("pigeon -v --route nobody --wait-worker 60 true")) {
      client.complains("pigeon: route nobody");
      client.signal("TERM");
      Ran ended = client.finish();
      assertEquals(143, ended.exit());
      assertTrue(ended.err().lines().allMatch(each -> each.startsWith("pigeon: ")), ended.err());
    }
  }

  @Test
  @DisplayName("18: a second Ctrl-C without a reaction tells how to leave, a third leaves")
  void aSecondInterruptTellsHowToLeave() throws Exception {
    try (Running client = started("pigeon \"trap '' INT; echo ready; sleep 5\"")) {
      client.says("ready");
      Running pressed = client;
      Eventually.see(
          "the way to leave, while Ctrl-C is pressed again and again",
          () -> {
            pressed.signal("INT");
            return pressed.err();
          },
          told -> told.contains("pigeon: the command has not reacted to Ctrl-C"));
      client.signal("INT");
      assertEquals(130, client.finish().exit());
    }
    site.becomesQuiet();
  }

  @Test
  @DisplayName("17: a worker whose starter ignored signals still runs commands that get them")
  void ignoredSignalsAreNotInherited() throws Exception {
    Machine machine = site.machine("cpu-2").configure("");
    try (Running worker =
        machine.startShell(
            site.project(), "trap '' INT HUP TERM; exec pigeon worker --route ignoring")) {
      for (String signal : new String[] {"INT", "QUIT", "HUP", "TERM"}) {
        String line = "pigeon --route ignoring --wait-worker 20 'echo ready; sleep 20'";
        try (Running client = started(line)) {
          client.says("ready");
          client.signal(signal);
          assertTrue(client.finish(Duration.ofSeconds(10)).exit() > 128, signal);
        }
        assertTrue(worker.alive(), signal);
      }
      worker.signal("KILL");
      worker.finish();
    }
    site.becomesQuiet();
  }

  /** Signals as a fresh login has them, however the tests were started. */
  private static Running started(String line) throws Exception {
    return site.client().startShell(site.project(), "exec env --default-signal " + line);
  }
}
