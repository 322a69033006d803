package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuitProbeTest {

  @TempDir Path folder;

  @Test
  void growthIsSeenOnceAndTheFileIsGone() throws IOException {
    Path file = folder.resolve("log");
    try (OutputStream writer = Files.newOutputStream(file)) {
      writer.write("what Java writes at its start".getBytes());
      try (QuitProbe probe = QuitProbe.open(file)) {
        assertFalse(Files.exists(file));
        assertFalse(probe.quitSeen());
        writer.write("Full thread dump".getBytes());
        assertTrue(probe.quitSeen());
        assertFalse(probe.quitSeen());
        writer.write("Full thread dump".getBytes());
        assertTrue(probe.quitSeen());
      }
    }
  }

  @Test
  void withoutAFileNothingIsSeen() throws IOException {
    try (QuitProbe unnamed = QuitProbe.open();
        QuitProbe missing = QuitProbe.open(folder.resolve("none"))) {
      assertFalse(unnamed.quitSeen());
      assertFalse(missing.quitSeen());
    }
  }
}
