package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final long PID = ProcessHandle.current().pid();

  private final Neighbours neighbours = Neighbours.ofThisMachine();

  @Test
  void thisProcessIsPresent() {
    assertEquals(Fate.PRESENT, neighbours.of(claim(PID, ProcessMark.own())));
  }

  @Test
  void aProcessThatEndedIsGone() throws Exception {
    Process process = new ProcessBuilder("sleep", "300").start();
    String start = ProcessMark.start(Long.toString(process.pid()));
    assertNotEquals("", start);
    Claim claim = claim(process.pid(), ProcessMark.place() + ':' + start);
    assertEquals(Fate.PRESENT, neighbours.of(claim));
    process.destroyForcibly().waitFor();
    assertEquals(Fate.GONE, neighbours.of(claim));
  }

  @Test
  void anotherProcessWithItsNumberIsNotMistakenForIt() {
    assertEquals(Fate.GONE, neighbours.of(claim(PID, ProcessMark.place() + ":1")));
  }

  @Test
  void itIsEndingWhileItsWardenRuns() {
    Claim claim = claim(PID, ProcessMark.place() + ":1");
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    try (Warden warden = new Warden(new WorkerLog(nowhere, false, new HandTicker()), null)) {
      warden.start();
      assertEquals(Fate.ENDING, neighbours.of(claim));
    }
    assertEquals(Fate.GONE, neighbours.of(claim));
  }

  @Test
  void ofAnotherBootNamespaceOrKindNothingIsKnown() {
    String own = ProcessMark.own();
    assertEquals(Fate.UNKNOWN, neighbours.of(claim(PID, "x" + own)));
    assertEquals(Fate.UNKNOWN, neighbours.of(claim(PID, ProcessMark.place() + "0:1")));
    assertEquals(Fate.UNKNOWN, neighbours.of(claim(PID, "")));
  }

  private static Claim claim(long pid, String process) {
    return new Claim(new WorkerName("cpu_m", pid), "t", process, true);
  }
}
