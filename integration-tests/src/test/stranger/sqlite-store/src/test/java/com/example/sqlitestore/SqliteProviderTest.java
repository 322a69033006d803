package com.example.sqlitestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.spi.testing.ProviderTck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider, and what opening finds. */
class SqliteProviderTest extends ProviderTck {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Override
  protected TransportProvider provider() {
    return new SqliteProvider();
  }

  @Override
  protected List<BadSettings> badSettings() {
    return List.of(
        new BadSettings(settings(Map.of()), "file"),
        new BadSettings(settings(Map.of("file", "store.db")), "file"),
        new BadSettings(settings(Map.of("file", "\0")), "file"));
  }

  @Test
  void aFileThatIsNoDatabaseIsCorrupt() throws Exception {
    Path file = Files.writeString(folder.resolve("store.db"), "a letter to a friend".repeat(100));
    assertEquals(FailureKind.CORRUPT, failureOfOpening(file));
  }

  @Test
  void anAbsentFolderIsOutOfReach() {
    assertEquals(FailureKind.UNREACHABLE, failureOfOpening(folder.resolve("no/store.db")));
  }

  @Test
  void namespacesDoNotSeeEachOther() throws Exception {
    Map<String, String> file = Map.of("file", folder.resolve("store.db").toString());
    try (Transport one = provider().open(new TransportSettings("", "one", file));
        Transport two = provider().open(new TransportSettings("", "two", file))) {
      one.replace(Key.of("a/b"), new byte[1], LIMIT);
      assertEquals(List.of("a"), one.list(Key.ROOT, LIMIT));
      assertEquals(List.of(), two.list(Key.ROOT, LIMIT));
    }
  }

  private FailureKind failureOfOpening(Path file) {
    TransportSettings settings = settings(Map.of("file", file.toString()));
    return assertThrows(TransportException.class, () -> provider().open(settings)).kind();
  }

  private static TransportSettings settings(Map<String, String> values) {
    return new TransportSettings("", "kit", values);
  }
}
