package dev.pigeon.it;

import static dev.pigeon.it.Terminal.LOCAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The terminal after it went wrong, and what is said while one waits: lines 15 and 23. */
@Timeout(90)
class PtyWaysOutIT {
  private static final String REMOTE = "]# ";

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  @DisplayName("15: a client that is told to end restores the terminal, a waiting shell or not")
  void signalsRestoreTheTerminal(String signal) throws Exception {
    site.serve();
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      String before = terminal.local("stty -a");
      terminal.line("sh -c 'echo $$ > pid; exec pigeon'").sees(REMOTE);
      terminal.line("echo on-$((1+1))").sees("on-2").sees(REMOTE);
      kill(signal, terminal);
      terminal.sees(LOCAL);
      assertEquals(before, terminal.local("stty -a"));
      site.becomesQuietBut(terminal);
    }
  }

  @Test
  @DisplayName("15: a worker that dies under vi leaves a usable screen, and is named")
  void aLostWorkerLeavesAUsableScreen() throws Exception {
    site.client().configure("[session]\nworker_lost_after = 3");
    try (RunningWorker worker = site.serve();
        Terminal terminal = Terminal.open(site.client(), site.project())) {
      String before = terminal.local("stty -a");
      terminal.line("pigeon vi -u NONE -N x").sees("\033[?1049h");
      worker.signal("KILL");
      terminal.sees("\033[?1049l").sees("pigeon: lost worker " + worker.name()).sees(LOCAL);
      assertEquals("255", terminal.local("echo $?"));
      assertEquals(before, terminal.local("stty -a"));
    }
  }

  @Test
  @DisplayName("15: a command that leaves the remote terminal raw does no harm to the local one")
  void aRawRemoteTerminalDoesNoHarm() throws Exception {
    site.serve();
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      String before = terminal.local("stty -a");
      terminal.line("pigeon 'stty raw -echo; echo on'").sees("on").sees(LOCAL);
      assertEquals(before, terminal.local("stty -a"));
    }
  }

  @Test
  @DisplayName("23: waiting for a worker is announced after a second, and erased")
  void waitingForAWorkerIsAnnounced() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon --wait-worker 30 echo on").sees("pigeon: waiting for a worker");
      site.serve();
      terminal.sees("\r\033[K").sees("on\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName(
      "23: waiting for another session in the folder is announced with its holder, and erased")
  void waitingForAnotherSessionIsAnnounced() throws Exception {
    RunningWorker worker = site.serve();
    Path project = site.project();
    try (Terminal first = Terminal.open(site.client(), project);
        Terminal second = Terminal.open(site.client(), project)) {
      first.line("pigeon 'echo on; read x'").sees("on\r\n");
      second.line("pigeon echo mine").sees("pigeon: waiting for another session");
      second.sees(worker.name());
      first.line("").sees(LOCAL);
      second.sees("\r\033[K").sees("mine\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("23: whoever waits in line is told for whom and at which place")
  void thePlaceInLineIsAnnounced() throws Exception {
    RunningWorker worker = site.serve("--max-jobs", "1");
    try (Terminal first = Terminal.open(site.client(), site.project());
        Terminal second = Terminal.open(site.client(), site.project());
        Terminal third = Terminal.open(site.client(), site.project())) {
      first.line("pigeon 'echo on; read x'").sees("on\r\n");
      second.line("pigeon 'echo on; read x'").sees("pigeon: waiting for worker " + worker.name());
      second.sees("number 1 in line");
      third.line("pigeon echo mine").sees("number 2 in line");
      first.line("").sees(LOCAL);
      third.sees("number 1 in line");
      second.sees("\r\033[K").sees("on\r\n").line("").sees(LOCAL);
      third.sees("\r\033[K").sees("mine\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("23: whoever waits gives up with Ctrl-C, and nothing runs afterwards")
  void ctrlCGivesUpAWaitingCommand() throws Exception {
    site.serve();
    Path project = site.project();
    try (Terminal first = Terminal.open(site.client(), project);
        Terminal second = Terminal.open(site.client(), project)) {
      first.line("pigeon 'echo on; read x'").sees("on\r\n");
      second.line("pigeon touch late; echo code-$?").sees("pigeon: waiting for another session");
      second.type(Terminal.CTRL_C).sees("code-130");
      first.line("").sees(LOCAL);
      first.line("pigeon ls").sees("pigeon ls\r\n").sees(LOCAL);
      assertFalse(Files.exists(project.resolve("late")));
    }
  }

  @Test
  @DisplayName("23: nothing is announced where standard error is no terminal")
  void nothingIsAnnouncedToAFile() throws Exception {
    Path project = site.project();
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      terminal.line("pigeon --wait-worker 2 echo on 2> err; echo code-$?").sees("code-255");
      assertEquals(1, Files.readAllLines(project.resolve("err")).size());
      assertTrue(Files.readString(project.resolve("err")).startsWith("pigeon: no worker"));
    }
  }

  private static void kill(String signal, Terminal terminal) throws Exception {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " $(cat pid)")
            .directory(Path.of("/proc/" + terminal.pid() + "/cwd").toRealPath().toFile())
            .start();
    assertEquals(0, kill.waitFor());
  }
}
