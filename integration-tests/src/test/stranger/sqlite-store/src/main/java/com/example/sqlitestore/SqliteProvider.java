package com.example.sqlitestore;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Introduces {@code transport = "sqlite"}. */
public final class SqliteProvider implements TransportProvider {
  private static final Setting FILE =
      new Setting("file", "absolute path of the database; its folder must exist", null);

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "one SQLite database file, for clients and workers on one machine";
  }

  @Override
  public List<Setting> settings() {
    return List.of(FILE);
  }

  @Override
  public Transport open(TransportSettings settings) throws TransportException {
    return new SqliteTransport(Database.open(file(settings)), settings.namespace());
  }

  private static Path file(TransportSettings settings) throws TransportException {
    String value = settings.value(FILE);
    if (value == null) {
      throw new TransportException(
          FailureKind.INCOMPATIBLE, "the setting file, the database's path, is missing");
    }
    try {
      Path file = Path.of(value);
      if (file.isAbsolute()) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new TransportException(
          FailureKind.INCOMPATIBLE, "the setting file is no path: " + e.getMessage(), e);
    }
    throw new TransportException(
        FailureKind.INCOMPATIBLE, "the setting file must be an absolute path, not " + value);
  }
}
