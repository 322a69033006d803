package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionTest {

  @TempDir Path home;

  @Test
  void namesVersionBuildAndPrivateJava() throws IOException {
    Files.writeString(home.resolve("VERSION"), "version=1.2\ncommit=abc\ndate=2026-01-02\n");

    assertEquals(
        "pigeon 1.2\nbuild abc of 2026-01-02\nJava 25 (Someone), pigeon's own runtime in "
            + home
            + "/runtime\n",
        Version.text(properties(home.resolve("runtime"))::get));
  }

  @Test
  void saysWhenTheJavaIsTheMachines() {
    assertEquals(
        "pigeon unknown\nbuild unknown of unknown\nJava 25 (Someone), this machine's, in /java\n",
        Version.text(properties(Path.of("/java"))::get));
  }

  private Map<String, String> properties(Path java) {
    return Map.of(
        "pigeon.home",
        home.toString(),
        "java.home",
        java.toString(),
        "java.version",
        "25",
        "java.vendor",
        "Someone");
  }
}
