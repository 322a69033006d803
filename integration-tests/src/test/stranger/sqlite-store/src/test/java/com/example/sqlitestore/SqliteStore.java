package com.example.sqlitestore;

import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.spi.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A database in a folder that can be moved away. */
final class SqliteStore implements TestStore {
  private final Path mounted;
  private final Path away;

  SqliteStore(Path folder) throws IOException {
    mounted = Files.createDirectory(folder.resolve("mounted"));
    away = folder.resolve("away");
  }

  @Override
  public Transport open() throws TransportException {
    String file = mounted.resolve("store.db").toString();
    return new SqliteProvider().open(new TransportSettings("", "kit", Map.of("file", file)));
  }

  @Override
  public boolean setReachable(boolean reachable) throws IOException {
    Files.move(reachable ? away : mounted, reachable ? mounted : away);
    return true;
  }

  /** SQLite's own, beside the database. */
  @Override
  public List<String> workFiles() throws IOException {
    try (Stream<Path> files = Files.list(mounted)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !f.equals("store.db")).toList();
    }
  }
}
