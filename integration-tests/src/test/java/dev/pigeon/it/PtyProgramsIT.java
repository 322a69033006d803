package dev.pigeon.it;

import static dev.pigeon.it.Terminal.CTRL_D;
import static dev.pigeon.it.Terminal.ESCAPE;
import static dev.pigeon.it.Terminal.LOCAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that want a terminal for themselves: lines 7, 13 and 14. */
@Timeout(60)
class PtyProgramsIT {

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
  @DisplayName("14: vi edits a file, and leaves the screen as it was")
  void viEditsAFile() throws Exception {
    Path project = site.project();
    Files.writeString(project.resolve("a.txt"), "one\ntwo\nthree\n");
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      terminal.line("pigeon vi -u NONE -N a.txt").sees("\033[?1049h").sees("three");
      terminal.type("jddixyz größe 日本" + ESCAPE).sees("日本").type(":wq\r");
      terminal.sees("\033[?1049l").sees(LOCAL);
    }
    assertEquals("one\nxyz größe 日本three\n", Files.readString(project.resolve("a.txt")));
  }

  @Test
  @DisplayName("13: vi is drawn anew when the window changes its size")
  void viFollowsTheWindow() throws Exception {
    Path project = site.project();
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 60; i++) {
      lines.append("line-").append(i).append('\n');
    }
    Files.writeString(project.resolve("a.txt"), lines);
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      terminal.line("pigeon vi -u NONE -N a.txt").sees("line-23");
      terminal.resize(100, 50).sees("line-49");
      terminal.type(":q\r").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("14: less pages to the end and back")
  void lessPages() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'seq -f n%g 1 500 | less'").sees("n23").type("G").sees("n500");
      terminal.type("g").sees("n22").sees("n1\r\n").type("/n4.2\r").sees("n402");
      terminal.type("q").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("14: top shows itself again and again until q")
  void topRuns() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon top -d 0.3").sees("load average").sees("PID").sees("\033[H");
      terminal.type("q").sees(LOCAL);
      assertEquals("0", terminal.local("echo $?"));
    }
  }

  @Test
  @DisplayName("1: read -p asks and gets its answer")
  void readAsks() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'read -p \"name? \" n; echo \"hello $n\"'").sees("\nname? ");
      terminal.line("Ada").sees("Ada\r\nhello Ada\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("13: the size at the start, and after every change")
  void theSizeIsTheWindows() throws Exception {
    Path project = site.project();
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      terminal.resize(133, 41);
      terminal.line(
          "pigeon 'trap \"stty size\" WINCH; stty size; until [ -e end ]; do sleep 0.1; done'");
      terminal.sees("41 133\r\n").resize(70, 20).sees("20 70\r\n").resize(90, 30).sees("30 90\r\n");
      Files.createFile(project.resolve("end"));
      terminal.sees(LOCAL);
    }
  }

  @Test
  @DisplayName("13: a window without a size gets the usual one")
  void aWindowWithoutSizeIsServed() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.resize(0, 0).line("pigeon 'stty size'").sees("24 80\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("13: the terminal's variables travel, other variables do not")
  void theTerminalsVariablesTravel() throws Exception {
    Map<String, String> variables =
        Map.of("TERM", "screen-256color", "COLORTERM", "truecolor", "NO_COLOR", "1", "OTHER", "x");
    try (Terminal terminal = Terminal.open(site.client(), site.project(), variables)) {
      terminal.line("pigeon 'echo \"[$TERM|$COLORTERM|$NO_COLOR|$FORCE_COLOR|$OTHER]\"'");
      terminal.sees("[screen-256color|truecolor|1||]\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("7: ls and grep colour on a terminal, and do not when it is unwanted")
  void colourIsAsLocally() throws Exception {
    Path project = site.project();
    Files.createDirectory(project.resolve("sub"));
    try (Terminal terminal = Terminal.open(site.client(), project)) {
      terminal.line("pigeon ls").sees("\033[01;34msub");
      terminal.sees(LOCAL).line("pigeon 'echo abc | grep b'").sees("a\033[01;31m\033[Kb");
      terminal.sees(LOCAL);
      terminal.line("NO_COLOR=1 pigeon ls").sees("\nsub\r\n").sees(LOCAL);
      terminal.line("pigeon ls | cat").sees("\nsub\r\n").sees(LOCAL);
    }
  }

  @Test
  @DisplayName("14: bracketed paste and mouse reports reach the program as they are")
  void sequencesPassThrough() throws Exception {
    String paste = "\033[200~a\tb\rc ~.\033[201~";
    String mouse = "\033[<0;12;7M\033[<0;12;7m\033[M !!";
    byte[] typed = (paste + mouse).getBytes(StandardCharsets.US_ASCII);
    String line = "stty raw -echo; echo on; head -c " + typed.length + " | base64 -w0; stty sane";
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon '" + line + "'").sees("on\n").type(paste).type(mouse);
      terminal.sees(Base64.getEncoder().encodeToString(typed)).sees(LOCAL);
    }
  }

  @Test
  @DisplayName("14: ten kilobytes pasted at once arrive whole")
  void aLongPasteArrives() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line("pigeon 'stty -echo; echo on; md5sum'").sees("on\r\n");
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        text.append("a line to paste, with ümläuts and 日本語 in it: ").append(i).append("\n");
      }
      terminal.type(text.toString()).type(CTRL_D);
      terminal.sees(md5(text.toString())).sees(LOCAL);
    }
  }

  @Test
  @DisplayName("14: characters of several bytes arrive whole, however they are cut")
  void wideCharactersArriveWhole() throws Exception {
    try (Terminal terminal = Terminal.open(site.client(), site.project())) {
      terminal.line(
          "pigeon 'for i in 1 2 3; do printf \"\\xe6\\x97\"; sleep 0.1; printf \"\\xa5\"; done; echo'");
      terminal.sees("日日日\r\n").sees(LOCAL);
    }
  }

  private static String md5(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
