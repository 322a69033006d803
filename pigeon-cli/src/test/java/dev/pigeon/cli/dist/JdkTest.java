package dev.pigeon.cli.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {

  @TempDir Path folder;

  @Test
  void theNewestComesFirstAndWhatCannotBeLinkedIsLeftOut() throws IOException {
    Path jdks = folder.resolve(".jdks");
    jdk(jdks.resolve("a"), "97.0.1", true);
    jdk(jdks.resolve("b"), "98", true);
    jdk(jdks.resolve("c"), "99", false);
    jdk(jdks.resolve("d"), "11.0.2", true);

    try (BuildLog log = new BuildLog(folder.resolve("log"), false)) {
      List<Integer> features =
          Jdk.installed(Map.of("HOME", folder.toString()), log).stream()
              .map(Jdk::feature)
              .filter(feature -> feature > 90 || feature < 17)
              .toList();
      assertEquals(List.of(98, 97), features);
    }
  }

  @Test
  void aReleaseFileThatSaysNothingCountsForNothing() throws IOException {
    assertEquals(Optional.empty(), Jdk.versionOf(folder));
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"unknown\"\n");
    assertEquals(Optional.empty(), Jdk.versionOf(folder));
  }

  private static void jdk(Path home, String version, boolean jlink) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    if (jlink) {
      Path tool = Files.createFile(home.resolve("bin/jlink"));
      tool.toFile().setExecutable(true);
    }
  }
}
