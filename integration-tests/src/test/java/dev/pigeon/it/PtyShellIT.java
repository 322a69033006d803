package dev.pigeon.it;

import static dev.pigeon.it.Terminal.CTRL_C;
import static dev.pigeon.it.Terminal.CTRL_D;
import static dev.pigeon.it.Terminal.CTRL_Z;
import static dev.pigeon.it.Terminal.LOCAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pigeon} alone on a terminal: line 4 of what a user takes for granted. */
@Timeout(60)
class PtyShellIT {
  private static final String REMOTE = "]# ";
  private static final String LEFT = "\033[D";
  private static final String UP = "\033[A";

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

  @Test
  @DisplayName("4: pigeon alone prompts with user, host and folder of the worker")
  void thePromptSaysWhereOneIs() throws Exception {
    Path project = site.project();
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      String user = System.getProperty("user.name");
      String host = terminal.local("hostname -s");
      terminal.line("pigeon").sees("[pigeon][" + user + "@" + host + " " + project + "]");
      terminal.line("exit").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("4: PIGEON_INTERACTIVE_PS1 is the prompt")
  void theVariableIsThePrompt() throws Exception {
    Map<String, String> variables = Map.of("PIGEON_INTERACTIVE_PS1", "<\\W|$((6*7))> ");
    Path project = site.project();
    try (Terminal terminal = Terminal.open(site.client(), project, variables)) {
      terminal.line("pigeon").sees("<" + project.getFileName() + "|42> ");
      terminal.line("exit").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("4: a line can be edited and called back")
  void linesAreEditedAndCalledBack() throws Exception {
    try (Terminal terminal = remoteShell()) {
      terminal.type("echo ne-$((3+4)" + LEFT + "\b\b\b9*9" + "\005)").line("").sees("ne-");
      terminal.sees(REMOTE);
      terminal.line("echo one-$((1+1))").sees("one-2\r\n").sees(REMOTE);
      terminal.type(UP).sees("echo one-$((1+1))").line(" again").sees("one-2 again\r\n");
      leave(terminal);
    }
  }

  @Test
  @DisplayName("4: tab completes names of the worker's files")
  void tabCompletes() throws Exception {
    try (Terminal terminal = remoteShell()) {
      terminal.line("touch a-file-with-a-long-name").sees(REMOTE);
      terminal.type("echo got-$((1+1)) a-file\t").sees("a-file-with-a-long-name");
      terminal.line("").sees("got-2 a-file-with-a-long-name\r\n").sees(REMOTE);
      leave(terminal);
    }
  }

  @Test
  @DisplayName("4: Ctrl-C at the prompt drops the line and keeps the shell")
  void ctrlCDropsTheLine() throws Exception {
    try (Terminal terminal = remoteShell()) {
      terminal.type("echo never-$((1+1))").sees("((1+1))").type(CTRL_C).sees("^C").sees(REMOTE);
      terminal.line("echo code-$?").sees("code-130\r\n").sees(REMOTE);
      leave(terminal);
      assertTrue(!terminal.shown().contains("never-2"), terminal::shown);
    }
  }

  @Test
  @DisplayName("4: Ctrl-D leaves, and the terminal is as it was")
  void ctrlDLeaves() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      String before = terminal.local("stty -a");
      terminal.line("pigeon").sees(REMOTE).type(CTRL_D).sees("exit").sees(LOCAL);
      assertEquals(before, terminal.local("stty -a"));
    }
  }

  @Test
  @DisplayName("4: the remote shell's exit code is pigeon's")
  void theShellsExitCodeIsPassedOn() throws Exception {
    try (Terminal terminal = remoteShell()) {
      terminal.line("exit 7").sees(LOCAL);
      assertEquals("7", terminal.local("echo $?"));
    }
  }

  @Test
  @DisplayName("4, 17: Ctrl-Z stops a remote job and fg goes on with it")
  void jobsAreControlled() throws Exception {
    try (Terminal terminal = remoteShell()) {
      terminal
          .line("echo cat-$((1+1)); cat")
          .sees("cat-2\r\n")
          .type("first\r")
          .sees("first\r\nfirst\r\n")
          .type(CTRL_Z);
      terminal.sees("Stopped").sees(REMOTE).line("fg").sees("cat\r\n");
      terminal.type("second\r").sees("second\r\nsecond\r\n").type(CTRL_D).sees(REMOTE);
      leave(terminal);
    }
  }

  @Test
  @DisplayName("4: what was typed before the session began is not lost")
  void whatWasTypedAheadArrives() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.type("pigeon\recho ahead-$((1+1))\rexit 5\r").sees("ahead-2").sees(LOCAL);
      assertEquals("5", terminal.local("echo $?"));
    }
  }

  @Test
  @DisplayName("4: interactive.command is started in the place of bash, on the terminal")
  void theConfiguredCommandIsStarted() throws Exception {
    Machine machine = site.machine("gpu-own").configure("[interactive]\ncommand = \"cat -A\"");
    try (Terminal terminal = Terminal.open(machine, site.project())) {
      terminal.line("pigeon").type("typed\r").sees("typed$").type(CTRL_D).sees(LOCAL);
    }
  }

  private static Terminal remoteShell() throws Exception {
    Terminal terminal = Terminal.open(site.client(), site.project());
    terminal.line("pigeon").sees(REMOTE);
    return terminal;
  }

  private static void leave(Terminal terminal) throws Exception {
    terminal.line("exit").sees(LOCAL);
  }
}
