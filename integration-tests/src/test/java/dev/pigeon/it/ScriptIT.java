package dev.pigeon.it;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A script on standard input and the bashrc of the worker: lines 4 and 6 of what a user takes for
 * granted.
 */
@Timeout(120)
class ScriptIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    Files.writeString(
        site.worker().home().resolve(".bashrc"),
        """
        echo noise; echo noise >&2; read -r x
        export FROM_RC='from rc'
        greet() { echo "hello $1, $FROM_RC"; }
        """);
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  @DisplayName("4: without words and without a terminal the script comes from standard input")
  void theScriptComesFromStandardInput() throws Exception {
    typed("printf 'x=5\\necho $((x * 2))\\nexit 3\\n' > script; pigeon < script").gave(3, "10\n");
    typed("pigeon < /dev/null").gave(0, "");
    typed("pigeon <<< 'for i in a b; do echo $i; done'").gave(0, "a\nb\n");
  }

  @Test
  @DisplayName("4: what a script's command reads is the rest of the script's input")
  void aScriptsCommandReadsTheRest() throws Exception {
    typed("printf 'read -r word\\nthe word\\necho \"<$word>\"\\n' | pigeon")
        .gave(0, "<the word>\n");
  }

  @Test
  @DisplayName("6: ~/.bashrc of the worker's user is loaded silently when wanted")
  void theBashrcIsLoadedWhenWanted() throws Exception {
    typed("PIGEON_SOURCE_BASHRC=1 pigeon 'greet Ada'").gave(0, "hello Ada, from rc\n");
    typed("PIGEON_SOURCE_BASHRC=1 pigeon greet Ada").gave(0, "hello Ada, from rc\n");
    typed("echo greet Ada | PIGEON_SOURCE_BASHRC=1 pigeon printenv FROM_RC").gave(0, "from rc\n");
    typed("echo 'echo $FROM_RC' | PIGEON_SOURCE_BASHRC=1 pigeon").gave(0, "from rc\n");
  }

  @Test
  @DisplayName("6: the command keeps its standard input although the bashrc reads")
  void theBashrcEatsNoInput() throws Exception {
    typed("echo input | PIGEON_SOURCE_BASHRC=1 pigeon 'cat'").gave(0, "input\n");
  }

  @Test
  @DisplayName("6: it is not loaded otherwise")
  void theBashrcIsNotLoadedOtherwise() throws Exception {
    typed("PIGEON_SOURCE_BASHRC=1 pigeon true").gave(0, ""); // wanted once is not for good
    typed("pigeon 'echo \"<$FROM_RC>\"'").gave(0, "<>\n");
  }

  @Test
  @DisplayName("6: interactive.source_bashrc wants it for good")
  void theConfigurationWantsIt() throws Exception {
    Machine other = site.machine("gpu-2").configure("[interactive]\nsource_bashrc = true");
    other.shell(site.project(), "pigeon 'echo $FROM_RC'").gave(0, "from rc\n");
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
