package dev.pigeon.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The environment of a command: line 13 of what a user takes for granted, and section 7 of the
 * manual.
 */
@Timeout(120)
class EnvironmentIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.worker()
        .set("PLACE", "there")
        .set("NO_COLOR", "1")
        .set("FORCE_COLOR", "1")
        .set("JAVA_TOOL_OPTIONS", "-Dany=thing")
        .set("FROM_WORKERS_CONFIG", "started with")
        .configure("[remote_env]\nFROM_WORKERS_CONFIG = \"configured\"");
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  @DisplayName("13: the caller's variables do not travel")
  void theCallersVariablesStay() throws Exception {
    typed("export SECRET=x PLACE=here; pigeon 'echo \"<$SECRET> <$PLACE>\"'")
        .gave(0, "<> <there>\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TERM",
        "COLORTERM",
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "LS_COLORS",
        "NO_COLOR",
        "FORCE_COLOR"
      })
  @DisplayName("13: terminal variables travel")
  void terminalVariablesTravel(String name) throws Exception {
    typed("export " + name + "=C; pigeon printenv " + name).gave(0, "C\n");
  }

  @Test
  @DisplayName("13: NO_COLOR and FORCE_COLOR are absent there when they are absent here")
  void absentColourVariablesAreRemoved() throws Exception {
    typed("pigeon 'echo \"<${NO_COLOR-absent}> <${FORCE_COLOR-absent}>\"'")
        .gave(0, "<absent> <absent>\n");
    typed("NO_COLOR= pigeon 'echo \"<${NO_COLOR-absent}>\"'").gave(0, "<>\n");
  }

  @Test
  @DisplayName("13: a command sees the worker's environment and nothing of pigeon's own making")
  void aCommandSeesTheWorkersEnvironment() throws Exception {
    Ran ran = typed("pigeon env -0 | tr '\\0' '\\n' | sed 's/=.*//' | sort");
    ran.gave(
        0,
        "FROM_WORKERS_CONFIG\nHOME\nJAVA_TOOL_OPTIONS\nPATH\n"
            + Site.TAG
            + "\nPLACE\nPWD\nSHLVL\nTMPDIR\n_\n");
    typed("pigeon 'echo $JAVA_TOOL_OPTIONS'").gave(0, "-Dany=thing\n");
  }

  @Test
  @DisplayName("13: remote_env beats every other source")
  void remoteEnvBeatsEverything() throws Exception {
    Machine other =
        site.machine("gpu-2")
            .configure("[remote_env]\nPLACE = \"forced\"\nTERM = \"vt52\"\nNO_COLOR = \"2\"");
    other
        .shell(
            site.project(), "PLACE=here TERM=xterm NO_COLOR=1 pigeon 'echo $PLACE $TERM $NO_COLOR'")
        .gave(0, "forced vt52 2\n");
  }

  @Test
  @DisplayName("13: the worker's remote_env beats the worker's environment")
  void theWorkersRemoteEnvBeatsItsEnvironment() throws Exception {
    typed("pigeon printenv FROM_WORKERS_CONFIG").gave(0, "configured\n");
  }

  @Test
  @DisplayName("13: the folder is the caller's, and PWD says so")
  void theFolderIsTheCallers() throws Exception {
    Path project = site.project();
    site.client()
        .shell(project, "mkdir real; ln -s real alias; cd alias; pigeon 'echo $PWD; pwd -P; pwd'")
        .gave(0, (project + "/real\n").repeat(3));
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
