package com.example.sqlitestore;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Traits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Documents and logs are rows; a name is the namespace and the key, joined by a slash. */
final class SqliteTransport implements Transport {
  private static final String NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
  private static final String BELOW_OR_AT = " = ?1 OR (%1$s > ?1 || '/' AND %1$s < ?1 || '0')";
  private static final String LIST =
      "SELECT DISTINCT substr(rest, 1, instr(rest || '/', '/') - 1) AS child FROM ("
          + "SELECT substr(name, length(?1) + 2) AS rest FROM documents"
          + " WHERE name > ?1 || '/' AND name < ?1 || '0'"
          + " UNION ALL SELECT substr(name, length(?1) + 2) FROM logs"
          + " WHERE name > ?1 || '/' AND name < ?1 || '0') ORDER BY child";

  private final Database database;
  private final String namespace;
  private final Traits traits;

  SqliteTransport(Database database, String namespace) {
    this.database = database;
    this.namespace = namespace;
    traits =
        new Traits(
            Set.of(Capability.CHANGE_HINTS, Capability.SINGLE_HOST),
            Duration.ofMillis(2),
            "the SQLite database " + database.file() + " with a write-ahead log");
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    return database.run("cannot read " + name(key), limit, c -> select(c, key));
  }

  @Override
  public void replace(Key key, byte[] content, Duration limit) throws TransportException {
    database.write(
        "cannot write " + name(key),
        limit,
        c ->
            insert(
                c,
                key,
                content,
                "(name) DO UPDATE SET content = excluded.content, modified = excluded.modified"));
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    return database.write(
        "cannot create " + name(key),
        limit,
        c ->
            insert(c, key, content, "(name) DO NOTHING") == 1
                ? new Creation.Won()
                : new Creation.Lost(select(c, key).orElseThrow().content()));
  }

  private Optional<Document> select(Connection c, Key key) throws SQLException {
    String sql = "SELECT content, modified FROM documents WHERE name = ?";
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      statement.setString(1, name(key));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(new Document(rows.getBytes(1), Instant.ofEpochMilli(rows.getLong(2))))
            : Optional.empty();
      }
    }
  }

  private int insert(Connection c, Key key, byte[] content, String onConflict) throws SQLException {
    String sql = "INSERT INTO documents VALUES (?, ?, " + NOW + ") ON CONFLICT " + onConflict;
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      statement.setString(1, name(key));
      statement.setBytes(2, content);
      return statement.executeUpdate();
    }
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    database.write(
        "cannot delete " + name(key),
        limit,
        c -> {
          deleteFrom(c, "documents", "name", key);
          deleteFrom(c, "logs", "name", key);
          deleteFrom(c, "records", "log", key);
          return null;
        });
  }

  private void deleteFrom(Connection c, String table, String column, Key key) throws SQLException {
    String sql = "DELETE FROM " + table + " WHERE " + column + BELOW_OR_AT.formatted(column);
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      statement.setString(1, name(key));
      statement.executeUpdate();
    }
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    return database.run(
        "cannot list " + name(folder),
        limit,
        c -> {
          List<String> names = new ArrayList<>();
          try (PreparedStatement statement = c.prepareStatement(LIST)) {
            statement.setString(1, name(folder));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                names.add(rows.getString(1));
              }
            }
          }
          return names;
        });
  }

  @Override
  public LogAppender appender(Key log, Duration limit) throws TransportException {
    database.write(
        "cannot create " + name(log),
        limit,
        c -> {
          String sql = "INSERT INTO logs VALUES (?) ON CONFLICT DO NOTHING";
          try (PreparedStatement statement = c.prepareStatement(sql)) {
            statement.setString(1, name(log));
            return statement.executeUpdate();
          }
        });
    return new SqliteAppender(database, name(log));
  }

  @Override
  public LogTail tail(Key log, long position) {
    return new SqliteTail(database, name(log), position);
  }

  @Override
  public ChangeWatch watch(List<Key> folders) throws TransportException {
    database.checkOpen("cannot watch " + database.file());
    return new SqliteWatch(database);
  }

  @Override
  public Instant storeTime(Duration limit) throws TransportException {
    return Instant.ofEpochMilli(
        database.run("cannot ask for the time", limit, c -> Database.number(c, "SELECT " + NOW)));
  }

  @Override
  public Duration probe(Duration limit) throws TransportException {
    long start = System.nanoTime();
    database.write("cannot reach " + database.file(), limit, c -> null);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    database.close();
  }

  private String name(Key key) {
    return key.path().isEmpty() ? namespace : namespace + '/' + key;
  }
}
