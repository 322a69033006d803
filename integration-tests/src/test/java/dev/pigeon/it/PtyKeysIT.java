package dev.pigeon.it;

import static dev.pigeon.it.Terminal.CTRL_C;
import static dev.pigeon.it.Terminal.CTRL_D;
import static dev.pigeon.it.Terminal.CTRL_Z;
import static dev.pigeon.it.Terminal.LOCAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that mean something on the way, and signals: lines 16, 17, 18 and 22. */
@Timeout(60)
class PtyKeysIT {
  private static final String REMOTE = "]# ";

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
  @DisplayName("16: ~. ends the session, its command and nothing else")
  void tildeDotEndsTheSession() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      String before = terminal.local("stty -a");
      terminal.line("pigeon 'echo on; sleep 1000'").sees("on\r\n").type("\r~.");
      terminal.sees("pigeon: left the session").sees(LOCAL);
      assertEquals("255", terminal.local("echo $?"));
      assertEquals(before, terminal.local("stty -a"));
      site.becomesQuietBut(terminal);
    }
  }

  @Test
  @DisplayName("16: ~? lists the escapes, ~~ sends one tilde, ~ within a line is a tilde")
  void tildesAreListedAndSent() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'echo on; cat'").sees("on\r\n").type("~?");
      terminal.sees("~.").sees("~^Z").sees("~~").sees("~?");
      terminal.type("~~one\r").sees("~one\r\n~one\r\n");
      terminal.type("a~.b\r").sees("a~.b\r\na~.b\r\n").type("~x\r").sees("~x\r\n~x\r\n");
      terminal.type(CTRL_D).sees(LOCAL);
    }
  }

  @Test
  @DisplayName("16: ~^Z suspends the client; fg brings back raw mode, the size and a repaint")
  void tildeCtrlZSuspends() throws Exception {
    Path project = site.project();
    Files.writeString(project.resolve("a.txt"), "unmistakable\n");
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      String before = terminal.local("stty -g");
      terminal.line("pigeon").sees(REMOTE).line("vi -u NONE -N a.txt").sees("unmistakable");
      terminal.type("\r~" + CTRL_Z).sees("Stopped").sees(LOCAL);
      assertEquals(before, terminal.local("stty -g"));
      terminal.resize(100, 30);
      terminal.line("fg").sees("unmistakable").type(":q\r").sees(REMOTE);
      terminal.line("stty size").sees("30 100\r\n").line("exit").sees(LOCAL);
      assertEquals(before, terminal.local("stty -g"));
    }
  }

  @Test
  @DisplayName("17: Ctrl-Z on pipes stops the client, and fg goes on")
  void ctrlZStopsAClientOnPipes() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'echo on; sleep 2; echo off' | cat").sees("on\r\n").type(CTRL_Z);
      terminal.sees("Stopped").sees(LOCAL).line("fg").sees("off\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("17: Ctrl-C ends a command on the terminal with 130")
  void ctrlCInterrupts() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'echo on; sleep 1000'").sees("on\r\n").type(CTRL_C).sees(LOCAL);
      assertEquals("130", terminal.local("echo $?"));
      terminal.line("pigeon 'echo on; sleep 1000' | cat; echo ${PIPESTATUS[0]}").sees("on\r\n");
      terminal.type(CTRL_C).sees(LOCAL);
      site.becomesQuietBut(terminal);
    }
  }

  @Test
  @DisplayName("17: Ctrl-\\ quits the remote command, on a terminal and on pipes")
  void ctrlBackslashQuits() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'echo on; exec sleep 1000'").sees("on\r\n").type("\034").sees(LOCAL);
      assertEquals("131", terminal.local("echo $?"));
      terminal.line("pigeon 'echo on; exec sleep 1000' 2>&1 | cat; echo code-${PIPESTATUS[0]}");
      terminal.sees("on\r\n").type("\034").sees("code-131").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("14: Ctrl-S holds the output and Ctrl-Q lets it go on")
  void ctrlSHoldsTheOutput() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'read a; echo one; read b; echo two'").type("\023\r").line("");
      terminal.type("\021").sees("one").sees("two").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("18: a second Ctrl-C without a reaction says how to leave, and that way works")
  void theSecondCtrlCSaysHowToLeave() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'trap \"\" INT; echo on; sleep 1000'").sees("on\r\n");
      terminal.type(CTRL_C).sees("^C");
      Eventually.see(
          "a hint",
          () -> {
            terminal.type(CTRL_C);
            return terminal.shown();
          },
          shown -> shown.contains("pigeon: the command has not reacted to Ctrl-C"));
      terminal.sees("Enter ~ . leaves it").type("\r~.").sees("left the session").sees(LOCAL);
      site.becomesQuietBut(terminal);
    }
  }

  @Test
  @DisplayName("18: the same without a remote terminal, where once more leaves")
  void theSecondCtrlCOnPipesSaysHowToLeave() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon -T 'trap \"\" INT; echo on; sleep 2'; echo code-$?").sees("on\r\n");
      terminal.type(CTRL_C).sees("^C");
      Eventually.see(
          "the end",
          () -> {
            terminal.type(CTRL_C);
            return terminal.shown();
          },
          shown -> shown.contains("code-130"));
      assertTrue(terminal.shown().contains("pigeon: the command has not reacted"), terminal::shown);
    }
  }

  @Test
  @DisplayName("22: Ctrl-C during a flood brings the prompt back in under half a second")
  void ctrlCEndsAFlood() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon").sees(REMOTE).line("yes floodfloodflood");
      terminal.sees(Pattern.compile("(?s)(floodfloodflood\r\n){5000}"));
      long start = System.nanoTime();
      terminal.type(CTRL_C).sees(Pattern.compile("\\^C[^]]*\\[pigeon\\][^]]*]# "));
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.println("flood: prompt after " + millis + " ms");
      terminal.line("exit").sees(LOCAL);
      assertTrue(millis < 500, () -> "the prompt took " + millis + " ms");
    }
  }

  @Test
  @DisplayName("14: a key is echoed at once")
  void keysAreEchoedAtOnce() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon").sees(REMOTE);
      long[] nanos = new long[26];
      for (int i = 0; i < nanos.length; i++) {
        String key = String.valueOf((char) ('a' + i));
        long start = System.nanoTime();
        terminal.type(key).sees(key);
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      System.out.printf("echo: median %.1f ms, most %.1f ms%n", nanos[13] / 1e6, nanos[25] / 1e6);
      terminal.type("\025").line("exit").sees(LOCAL);
      assertTrue(nanos[13] < 100_000_000, () -> "median echo " + nanos[13] / 1e6 + " ms");
    }
  }
}
