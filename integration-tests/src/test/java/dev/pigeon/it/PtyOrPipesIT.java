package dev.pigeon.it;

import static dev.pigeon.it.Terminal.CTRL_D;
import static dev.pigeon.it.Terminal.LOCAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A remote terminal or pipes, and complete output on either: lines 8, 12 and 19. */
@Timeout(90)
class PtyOrPipesIT {
  private static final String WHICH =
      "'for i in 0 1 2; do [ -t $i ] && printf y || printf n; done; echo'";

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
  @DisplayName("8: a terminal when both input and output are one, else pipes")
  void bothEndsDecide() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      assertEquals("yyy", terminal.local("pigeon " + WHICH));
      assertEquals("nnn", terminal.local("pigeon " + WHICH + " | cat"));
      assertEquals("nnn", terminal.local("pigeon " + WHICH + " < /dev/null"));
      assertEquals("nnn", terminal.local("pigeon " + WHICH + " > out; cat out"));
      assertEquals("yyy", terminal.local("pigeon " + WHICH + " 2> err"));
    }
  }

  @Test
  @DisplayName("8: -t forces a terminal, -T forbids one")
  void optionsDecideFirst() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      assertEquals("nnn", terminal.local("pigeon -T " + WHICH));
      assertEquals("yyy", terminal.local("echo | pigeon -t " + WHICH));
      assertEquals("yyy", terminal.local("pigeon -t " + WHICH + " < /dev/null | cat"));
      assertEquals("yyy", terminal.local("pigeon -t " + WHICH + " > out; cat out"));
    }
  }

  @Test
  @DisplayName("8: piped input reaches a forced terminal, and its end is the end")
  void pipedInputReachesAForcedTerminal() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      String said = terminal.local("printf 'one\\ntwo\\n' | pigeon -t 'stty -echo; cat; echo end'");
      assertTrue(said.endsWith("one\ntwo\nend"), said);
    }
  }

  @Test
  @DisplayName(
      "10: the end of piped input reaches a terminal's program whatever it reads, and when")
  void theEndOfPipedInputIsNotMissed() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("printf half | pigeon -t 'stty -echo; cat'; echo code-$?").sees("code-0");
      terminal.line("pigeon -t 'bash --norc' </dev/null; echo code-$?").sees("code-0");
      terminal.line("echo 'exec bash --norc' | pigeon -t; echo code-$?").sees("code-0");
    }
  }

  @Test
  @DisplayName("8: without a remote terminal a typed Ctrl-D ends the input")
  void ctrlDEndsTheInput() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon -T 'echo on; sort'").sees("on\r\n");
      terminal.line("b").line("a").type(CTRL_D).sees("a\r\nb\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("19: nothing is lost of what a short command prints")
  void shortCommandsAreComplete() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      String said = terminal.local("for i in $(seq 15); do pigeon \"echo x$i; exit 3\"; done");
      assertEquals(15, said.lines().filter(line -> line.matches("x\\d+")).count(), said);
    }
  }

  @Test
  @DisplayName("19: twenty megabytes pass a terminal complete")
  void muchOutputIsComplete() throws Exception {
    Path project = site.project();
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      terminal.local("pigeon -t 'stty -opost; head -c 20000000 /dev/zero | tr \"\\0\" x' > out");
      assertEquals(20_000_000, Files.size(project.resolve("out")));
    }
  }

  @Test
  @DisplayName("19: output waits for a reader who stopped, also when the command has ended")
  void outputWaitsForAStoppedReader() throws Exception {
    Path project = site.project();
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      String script = "pigeon -t 'stty -opost; head -c 3000000 /dev/zero | tr \"\\0\" x'";
      terminal.line(script + " | { until [ -e late ]; do sleep 0.1; done; wc -c; }");
      long[] last = {-1, 0};
      Eventually.see(
          "output that stands still",
          () -> streamSize(),
          size -> {
            last[1] = size == last[0] ? last[1] + 1 : 0;
            last[0] = size;
            return size > 100_000 && last[1] > 20;
          });
      Files.createFile(project.resolve("late"));
      terminal.sees("3000000").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("12: the reader goes away: 141, and nothing is left running")
  void theReaderGoesAway() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon yes | head -1; echo code-${PIPESTATUS[0]}").sees("y\r\ncode-141\r\n");
      site.becomesQuietBut(terminal);
    }
  }

  @Test
  @DisplayName("4: a command left in the background does not hold the terminal")
  void aBackgroundCommandDoesNotHold() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'trap \"\" HUP; sleep 3 & echo on'").sees("on\r\n").sees(LOCAL);
      assertTrue(site.strays().stream().anyMatch(each -> each.contains("sleep 3")), "it lives on");
      site.becomesQuietBut(terminal);
    }
  }

  private static long streamSize() throws Exception {
    long sum = 0;
    for (String each : site.sessionNames()) {
      Path stream = site.sessions().resolve(each).resolve("stream.jsonl");
      sum += Files.exists(stream) ? Files.size(stream) : 0;
    }
    return sum;
  }
}
