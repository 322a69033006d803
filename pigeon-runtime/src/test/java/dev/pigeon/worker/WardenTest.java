package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pipe of the warden is closed as the kernel does it when a worker is killed. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WardenTest {
  private static final String SETSID = "/usr/bin/setsid";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final WorkerLog log =
      new WorkerLog(new PrintStream(err, true, StandardCharsets.UTF_8), false, new HandTicker());
  private final Warden warden = new Warden(log, SETSID);

  @AfterEach
  void closeWarden() {
    warden.close();
    assertFalse(warden.process() != null && warden.process().isAlive());
  }

  @Test
  void whatHeedsHangupEndsAtOnce() throws Exception {
    Command command = started("sleep 300 | sleep 301 & wait");
    killWorker();
    assertEquals(129, command.waitFor());
    assertEnds(command);
    assertEquals(0, warden.process().waitFor());
  }

  @Test
  void whatIgnoresHangupAndTermIsKilledWithItsDescendants() throws Exception {
    Command command = started("trap '' HUP TERM; sleep 300 | sleep 301 & set -m; sleep 302 & wait");
    killWorker();
    assertEquals(137, command.waitFor());
    assertEnds(command);
  }

  @Test
  void aStoppedCommandEndsToo() throws Exception {
    Command command = started("kill -STOP $$");
    until(() -> stat(command.pid()).contains(" T "));
    killWorker();
    assertEquals(129, command.waitFor());
  }

  @Test
  void aLeaderThatHasEndedLeavesItsSessionToTheWarden() throws Exception {
    Command command = started("sleep 300 & exit 3");
    assertEquals(3, command.waitFor());
    assertFalse(members(command.pid()).isEmpty());
    killWorker();
    assertEnds(command);
  }

  @Test
  void aJobOfAnotherGroupOnATerminalEndsToo() throws Exception {
    Launch launch =
        launch("trap '' HUP; set -m; sleep 300 & sleep 301 & trap '' TERM; echo up; wait");
    Command command = PtyCommand.start(launch, TerminalSize.USUAL, warden);
    read(command.outputs().get(OutputChannel.PTY), "up");
    killWorker();
    assertEnds(command);
    command.close();
  }

  @Test
  void aDaemonThatLeftTheSessionSurvives() throws Exception {
    Command command = started(SETSID + " sleep 300 >/dev/null 2>&1 & echo $!; wait");
    long daemon = Long.parseLong(read(command.outputs().get(OutputChannel.STDOUT), "\n").strip());
    until(() -> members(daemon).contains(daemon));
    killWorker();
    assertEnds(command);
    assertTrue(ProcessHandle.of(daemon).isPresent());
    LibC.kill((int) daemon, 9);
  }

  @Test
  void whatACommandLeftInTheBackgroundStaysOnceItHasEnded() throws Exception {
    Command command = started("sleep 300 >/dev/null 2>&1 & exit 0");
    assertEquals(0, command.waitFor());
    command.close();
    killWorker();
    assertEquals(0, warden.process().waitFor());
    List<Long> left = members(command.pid());
    assertEquals(1, left.size());
    LibC.kill(left.get(0).intValue(), 9);
  }

  @Test
  void aCommandThatWasOnlyExpectedIsFoundByItsPipe() throws Exception {
    try (NativePipe in = new NativePipe()) {
      warden.expect(in.inode());
      Process process =
          new ProcessBuilder(SETSID, "sleep", "300").redirectInput(in.readEnd()).start();
      killWorker();
      assertEquals(129, process.waitFor());
    }
  }

  @Test
  void aWardenThatDiesIsReplacedAndToldWhatRuns() throws Exception {
    Command command = started("sleep 300");
    Process first = warden.process();
    first.destroyForcibly().waitFor();
    until(() -> warden.process() != first && warden.process().isAlive());
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("starting another"));
    killWorker();
    assertEquals(129, command.waitFor());
  }

  @Test
  void signalsForTheWorkersGroupDoNotReachIt() throws Exception {
    warden.start();
    long pid = warden.process().pid();
    until(() -> ignoresTerm(pid));
    for (int signal : new int[] {1, 2, 3, 15}) {
      LibC.kill((int) pid, signal);
    }
    Command command = started("sleep 300");
    killWorker();
    assertEquals(129, command.waitFor());
  }

  private Command started(String script) throws IOException {
    return PipeCommand.start(launch(script), warden);
  }

  private static Launch launch(String script) {
    Map<String, String> env = Map.of("PATH", "/usr/bin:/bin");
    return new Launch(List.of("bash", "-c", script), Path.of("/"), env, SETSID);
  }

  private void killWorker() throws IOException {
    warden.process().getOutputStream().close();
  }

  private void assertEnds(Command command) {
    until(() -> members(command.pid()).isEmpty());
  }

  private static String read(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("ended after " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  private static List<Long> members(long session) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> stat(pid).matches("(?s).*\\) [^ZX] \\d+ \\d+ " + session + " .*"))
        .toList();
  }

  private static boolean ignoresTerm(long pid) {
    return about(pid, "status")
        .lines()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseLong(line.substring(7).strip(), 16) >> 14 & 1) == 1);
  }

  private static String stat(long pid) {
    return about(pid, "stat");
  }

  private static String about(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid + '/' + file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void until(BooleanSupplier reached) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not reached");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
