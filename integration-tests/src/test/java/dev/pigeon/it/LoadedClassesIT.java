package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a command costs before it runs: the classes that the client loads. */
@Timeout(120)
class LoadedClassesIT {
  private static final List<String> NOT_NEEDED =
      List.of(
          "picocli.",
          "org.tomlj.",
          "org.antlr.",
          "com.fasterxml.",
          "org.slf4j.",
          "com.pty4j.",
          "java.math.BigDecimal");

  @TempDir Path folder;

  @Test
  void theClientLoadsNoLibrary() throws Exception {
    Site site = new Site(folder);
    try {
      site.serve();
      Path log = folder.resolve("classes");
      Machine machine = site.client();
      // Only a file that has rested for a moment is trusted by its date, and gets a snapshot.
      FileTime longAgo = FileTime.from(Instant.now().minusSeconds(3600));
      Files.setLastModifiedTime(machine.config(), longAgo);
      machine.pigeon(machine.home(), "true").ended(0);
      machine.set("PIGEON_JAVA_OPTS", "-Xlog:class+load:file=" + log);
      machine.pigeon(machine.home(), "true").ended(0);
      assertTrue(loaded(log, "dev.pigeon.client.Conversation").count() > 0, "nothing was logged");
      for (String name : NOT_NEEDED) {
        assertEquals(List.of(), loaded(log, name).toList());
      }
    } finally {
      site.close();
    }
  }

  private static Stream<String> loaded(Path log, String prefix) throws Exception {
    return Files.readAllLines(log).stream().filter(line -> line.contains(" " + prefix));
  }
}
