package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is executed: lines 1, 2, 3 and 5 of what a user takes for granted. */
@Timeout(120)
class WordsIT {
  private static final String SHOW = "pigeon printf '<%s>' ";

  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.worker().set("PLACE", "over there");
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  @DisplayName("1: one word is a shell snippet")
  void oneWordIsASnippet() throws Exception {
    typed("pigeon 'for i in 1 2; do echo $i; done | tac'").gave(0, "2\n1\n");
    typed("pigeon 'HTTPS_PROXY=\"http://p:1\"; echo $HTTPS_PROXY'").gave(0, "http://p:1\n");
    typed("echo Ada | pigeon 'read -p \"name? \" n; echo \"hello $n\"'").gave(0, "hello Ada\n");
  }

  @Test
  @DisplayName("1: an assignment before a snippet's command is its environment")
  void anAssignmentInASnippetIsExported() throws Exception {
    typed("pigeon 'X=\"a b\" printenv X'").gave(0, "a b\n");
  }

  @Test
  @DisplayName("1: the bash of a snippet loads no file of the worker's user")
  void aSnippetsBashReadsNoProfile() throws Exception {
    typed("pigeon 'shopt -q login_shell; echo $? $-'").gave(0, "1 hBc\n");
  }

  @Test
  @DisplayName("2: every word arrives exactly as the local shell passed it")
  void wordsArriveAsTheyWere() throws Exception {
    typed(SHOW + "'a b' \"it's\" 'say \"hi\"' '*' '?' '' '~' 'a\\b' '`id`' '$(id)' '!x' '#'")
        .gave(0, "<a b><it's><say \"hi\"><*><?><><~><a\\b><`id`><$(id)><!x><#>");
  }

  @Test
  @DisplayName("2: newlines, tabs and other control characters are part of a word")
  void controlCharactersArrive() throws Exception {
    typed(SHOW + "$'one\\ntwo\\n' $'\\t' $'\\001\\033[1m\\177' $'\\r'")
        .gave(0, "<one\ntwo\n><\t><\001\033[1m\177><\r>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8", "POSIX", ""})
  @DisplayName("2: text outside ASCII arrives, whatever the caller's locale")
  void nonAsciiArrivesInAnyLocale(String locale) throws Exception {
    typed("export LC_ALL=" + locale + "\n" + SHOW + "'grüße' '鸽子' '🕊'").gave(0, "<grüße><鸽子><🕊>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  @DisplayName("2: bytes that are no UTF-8 arrive as bytes")
  void invalidUtf8Arrives(String locale) throws Exception {
    Ran ran = typed("export LC_ALL=" + locale + "\n" + SHOW + "$'\\377\\376' $'caf\\351' $'\\303'");
    assertEquals(0, ran.exit(), ran::toString);
    assertEquals("<\377\376><caf\351><\303>", new String(ran.bytes(), StandardCharsets.ISO_8859_1));
  }

  @Test
  @DisplayName("1: bytes that are no UTF-8 arrive in a snippet, too")
  void invalidUtf8ArrivesInASnippet() throws Exception {
    Ran ran = typed("pigeon -c $'printf %s \\'x\\377y\\''");
    assertEquals(0, ran.exit(), ran::toString);
    assertEquals("x\377y", new String(ran.bytes(), StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  @DisplayName("2: a working folder outside ASCII is entered, whatever the caller's locale")
  void aFolderOutsideAsciiIsEntered(String locale) throws Exception {
    Path project = site.project();
    Ran ran =
        site.client()
            .shell(
                project,
                "export LC_ALL="
                    + locale
                    + "\nmkdir 'größe 鸽' && cd 'größe 鸽' && touch here && pigeon pwd && pigeon ls");
    ran.gave(0, project + "/größe 鸽\nhere\n");
  }

  @Test
  @DisplayName("2: leading NAME=value words and words that are a variable act on the worker")
  void assignmentsAndVariablesAreRemote() throws Exception {
    typed("pigeon GREETING='good day' printenv GREETING").gave(0, "good day\n");
    typed("PLACE=here pigeon printf '<%s>' '$PLACE' '${PLACE}'")
        .gave(0, "<over there><over there>");
    typed(SHOW + "'a$PLACE' 'X=1'").gave(0, "<a$PLACE><X=1>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "||", ";", "&&", "&", ">", ">>", "<", "<<", "(", ")"})
  @DisplayName("2: a bare operator word is refused with the corrected line")
  void operatorsAreRefused(String operator) throws Exception {
    String line = typed("pigeon echo 'a b' '" + operator + "' cat").complained(2);
    assertTrue(line.contains("pigeon -c '"), line);
    assertTrue(line.contains(operator), line);
  }

  @Test
  @DisplayName("2: the corrected line works when it is typed")
  void theCorrectedLineWorks() throws Exception {
    String line = typed("pigeon echo \"it's\" 'a  b' '$HOME' '|' tr a-z A-Z").complained(2);
    typed(line.substring(line.indexOf("pigeon -c")))
        .gave(0, "IT'S A  B " + site.worker().home().toString().toUpperCase() + "\n");
  }

  @Test
  @DisplayName("3: -c takes a snippet, however many words it looks like")
  void dashCIsASnippet() throws Exception {
    typed("pigeon -c 'echo one; echo two >&2' 2>&1 | sort").gave(0, "one\ntwo\n");
    typed("pigeon -c'echo glued'").gave(0, "glued\n");
  }

  @Test
  @DisplayName("3: -c and further words exclude each other")
  void dashCTakesNoFurtherWords() throws Exception {
    String line = typed("pigeon -c 'echo' hello").complained(2);
    assertTrue(line.contains("pigeon -c 'echo hello'"), line);
  }

  @Test
  @DisplayName("3: a shell that is called with its own -c runs as given")
  void aShellRunsAsGiven() throws Exception {
    typed("pigeon bash -c 'echo \"$0 $1\" | tr a-z A-Z' first 'second word'")
        .gave(0, "FIRST SECOND WORD\n");
    typed("pigeon sh -c 'echo $((6 * 7))'").gave(0, "42\n");
    typed("pigeon /bin/bash -c 'exit 5'").gave(5, "");
  }

  @Test
  @DisplayName("5: options end at the first word that is none")
  void optionsEndAtTheFirstWord() throws Exception {
    typed("pigeon echo -n --route x -c").gave(0, "--route x -c");
    assertTrue(typed("pigeon ls --help").ended(0).out().startsWith("Usage: "));
  }

  @Test
  @DisplayName("5: options end at --")
  void optionsEndAtTwoDashes() throws Exception {
    typed("pigeon -- 'echo $((1+1))'").gave(0, "2\n");
    typed("pigeon -- echo -- x").gave(0, "-- x\n");
    typed("pigeon --wait-worker 9 -- worker").ended(127);
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
