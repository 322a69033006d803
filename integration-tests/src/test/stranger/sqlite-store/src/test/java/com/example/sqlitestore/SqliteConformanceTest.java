package com.example.sqlitestore;

import dev.pigeon.spi.testing.AllTck;
import dev.pigeon.spi.testing.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The store keeps every promise of a transport. */
class SqliteConformanceTest extends AllTck {
  @TempDir Path folder;

  @Override
  protected TestStore newStore() throws Exception {
    return new SqliteStore(Files.createTempDirectory(folder, "store"));
  }
}
