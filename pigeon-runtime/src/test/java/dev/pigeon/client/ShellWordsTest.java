package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What argv becomes of, checked with the bash of this machine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellWordsTest {
  private static final RemoteShell SHELL = new RemoteShell(false, null, RemoteShell.PROMPT);
  private static final String[] NASTY = {
    "",
    " ",
    "a b",
    "*",
    "?[a-z]",
    "~",
    "'",
    "''",
    "\"",
    "a'b\"c`d",
    "\\",
    "\\n",
    "a\\",
    "$(id)",
    "`id`",
    "$",
    "$$",
    "${",
    "${a}b",
    "$1",
    "${1}",
    "$a b",
    "!",
    "!!",
    "#",
    "a#b",
    "{a,b}",
    "a=b",
    "-n",
    "--",
    "two\nlines\n",
    "tab\tcr\r",
    "\u0001\u001b[0m\u007f",
    "é🐦",
    "a|b",
    "<(x)",
    "2>&1"
  };

  @TempDir Path folder;

  @Test
  void everyNastyWordArrivesAsItIs() throws Exception {
    List<String> words = new ArrayList<>();
    words.add("printf");
    words.add("%s\\0");
    words.addAll(Arrays.asList(NASTY));
    assertArrayEquals(zeroEnded(Arrays.asList(NASTY)), run(words(words)));
  }

  @Test
  void anyWordsArriveAsTheyAre() throws Exception {
    Random random = new Random(7);
    String alphabet = " \t\n'\"\\$`!*?[]{}()<>|&;#~=%aZ09é🐦";
    for (int round = 0; round < 20; round++) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        StringBuilder word = new StringBuilder(".");
        for (int left = random.nextInt(12); left > 0; left--) {
          int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
          word.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
        }
        sent.add(word.toString());
      }
      List<String> words = new ArrayList<>(List.of("printf", "%s\\0"));
      words.addAll(sent);
      assertArrayEquals(zeroEnded(sent), run(words(words)));
    }
  }

  @Test
  void bytesThatAreNoUtf8ArriveAsTheyAre() throws Exception {
    byte[] all = new byte[255];
    for (int i = 0; i < 255; i++) {
      all[i] = (byte) (i + 1);
    }
    String word = ShellWords.ofBytes(all);
    assertArrayEquals(all, run(words(List.of("printf", "%s", word))));
    byte[] latin = {'e', 'c', 'h', 'o', ' ', (byte) 0xe9};
    byte[] out = {(byte) 0xe9, '\n'};
    assertArrayEquals(out, run(new Invocation.Snippet(ShellWords.ofBytes(latin))));
    assertEquals("é🐦", ShellWords.ofBytes("é🐦".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void namesActRemotely() throws Exception {
    assertEquals("from there $X y\n", text("echo", "${X}", "$X y"));
    assertEquals("from there\n", text("echo", "$X"));
    assertEquals(
        "from  there",
        new String(run(words(List.of("printf", "%s", "$Y"))), StandardCharsets.UTF_8));
    assertEquals("1 a b\n", text("A=1", "B=a b", "sh", "-c", "echo $A $B"));
    assertEquals("from there\n", text("A=$X", "printenv", "A"));
    assertEquals("A=1\n", text("echo", "A=1"));
  }

  @Test
  void oneWordIsASnippet() throws Exception {
    Invocation snippet = new Invocation.Snippet("HTTPS_PROXY=\"http://p:1\"; echo $HTTPS_PROXY");
    assertEquals("http://p:1\n", new String(run(snippet), StandardCharsets.UTF_8));
    assertEquals(
        List.of("bash", "--noprofile", "--norc", "-c", "exit 7"),
        line(SHELL, false, false).argv(new Invocation.Snippet("exit 7")));
  }

  @Test
  void aShellWithAScriptRunsAsGiven() {
    List<String> given = List.of("/bin/bash", "-c", "echo 'a b'");
    assertEquals(given, line(SHELL, false, false).argv(words(given)));
    assertEquals("bash", line(SHELL, false, false).argv(words(List.of("bash", "x.sh"))).get(0));
    assertEquals(5, line(SHELL, false, false).argv(words(List.of("bash", "x.sh"))).size());
  }

  @Test
  void noWordsAreAShellOrAScriptFromInput() {
    Invocation shell = new Invocation.Shell();
    assertEquals(
        List.of("bash", "--noprofile", "--norc", "-i"), line(SHELL, true, true).argv(shell));
    assertEquals(
        List.of("bash", "--noprofile", "--norc", "-s"), line(SHELL, false, false).argv(shell));
    RemoteShell fish = new RemoteShell(false, "fish -i", RemoteShell.PROMPT);
    assertEquals("exec fish -i", line(fish, true, false).argv(shell).get(4));
  }

  @Test
  void bashrcIsLoadedSilentlyBeforeTheCommand() throws Exception {
    Files.writeString(
        folder.resolve(".bashrc"), "echo noise; echo noise >&2; LOADED=yes; read eaten\n");
    RemoteShell sourcing = new RemoteShell(true, null, RemoteShell.PROMPT);
    List<String> argv =
        line(sourcing, false, false).argv(new Invocation.Snippet("read a; echo $LOADED $a"));
    assertEquals("yes input\n", new String(run(argv, "input\n"), StandardCharsets.UTF_8));
    List<String> script = line(sourcing, false, false).argv(new Invocation.Shell());
    assertEquals("in\n", new String(run(script, "echo in\n"), StandardCharsets.UTF_8));
  }

  @Test
  void coloursAreForTerminalsOnly() {
    Invocation ls = words(List.of("ls", "-l"));
    assertEquals("'ls' '-l'", line(SHELL, false, true).argv(ls).get(4));
    assertEquals("'ls' '-l'", line(SHELL, true, false).argv(ls).get(4));
    assertEquals(
        "ls() { command ls --color=auto \"$@\"; }; 'ls' '-l'",
        line(SHELL, true, true).argv(ls).get(4));
    assertEquals(
        "echo lsof false",
        line(SHELL, true, true).argv(new Invocation.Snippet("echo lsof false")).get(4));
  }

  @Test
  void bareOperatorsAreFoundAndCorrected() {
    for (String operator : List.of("|", "||", ";", "&&", "&", ">", ">>", "<", "<<", "(", ")")) {
      assertEquals(operator, ShellWords.operatorIn(List.of("a", operator, "b")));
    }
    assertNull(ShellWords.operatorIn(List.of("a|b", "", "2>", "'|'")));
    assertEquals(
        "ls -l 'a b' | grep \"$X\"",
        ShellWords.asSnippet(List.of("ls", "-l", "a b", "|", "grep", "$X")));
  }

  @Test
  void manyWordsThatAreLongTogetherArriveAsTheyAre() throws Exception {
    List<String> long100 = new ArrayList<>(Arrays.asList(NASTY));
    for (int i = 0; i < 100; i++) {
      long100.add("w" + i + " " + "x'y".repeat(700));
    }
    List<String> words = new ArrayList<>(List.of("LONG=a b", "printf", "%s\\0", "$LONG2"));
    words.addAll(long100);
    List<String> expected = new ArrayList<>(List.of(""));
    expected.addAll(long100);
    assertArrayEquals(zeroEnded(expected), run(words(words)));
  }

  @Test
  void aSnippetMayBeginWithADash() throws Exception {
    assertEquals("", new String(run(new Invocation.Snippet("-x 2>/dev/null || :"))));
  }

  private String text(String... words) throws Exception {
    return new String(run(words(Arrays.asList(words))), StandardCharsets.UTF_8);
  }

  private static Invocation.Words words(List<String> words) {
    return new Invocation.Words(words);
  }

  private static CommandLine line(RemoteShell shell, boolean pty, boolean colour) {
    return new CommandLine(shell, pty, colour);
  }

  private byte[] run(Invocation invocation) throws IOException, InterruptedException {
    return run(line(SHELL, false, false).argv(invocation), "");
  }

  private byte[] run(List<String> argv, String input) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
    Path in = Files.writeString(folder.resolve("in"), input);
    builder.redirectInput(in.toFile()).redirectErrorStream(true);
    Map<String, String> env = builder.environment();
    env.put("X", "from there");
    env.put("Y", "from  there");
    env.put("HOME", folder.toString());
    env.put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    byte[] out = process.getInputStream().readAllBytes();
    process.waitFor();
    return out;
  }

  private static byte[] zeroEnded(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String word : words) {
      out.writeBytes(word.getBytes(StandardCharsets.UTF_8));
      out.write(0);
    }
    return out.toByteArray();
  }
}
