package com.example.sqlitestore;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/**
 * One connection, used by one thread at a time. Locks of other processes are waited for here and
 * not in SQLite, so that {@link #close} ends the wait.
 */
final class Database {
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(10);
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final String[] SCHEMA = {
    "CREATE TABLE IF NOT EXISTS documents ("
        + "name TEXT PRIMARY KEY, content BLOB NOT NULL, modified INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS logs (name TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS records ("
        + "position INTEGER PRIMARY KEY AUTOINCREMENT, log TEXT NOT NULL, content BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS records_by_log ON records (log, position)"
  };

  private final Path file;
  private final Connection connection;
  private final Object identity;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger ownChanges = new AtomicInteger();

  private Database(Path file, Connection connection, Object identity) {
    this.file = file;
    this.connection = connection;
    this.identity = identity;
  }

  /** What is done with the connection; done again if another process was in the way. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Opens the file and creates what it lacks. */
  static Database open(Path file) throws TransportException {
    String action = "cannot open " + file;
    Properties noWait = new Properties();
    noWait.setProperty("busy_timeout", "0");
    Connection connection;
    Object identity;
    try {
      // DriverManager would not see a driver that came with a plug-in.
      connection = new JDBC().connect(JDBC.PREFIX + file, noWait);
      identity = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (SQLException e) {
      throw Failures.of(action, e);
    } catch (IOException e) {
      throw new TransportException(FailureKind.UNREACHABLE, action + ": " + e, e);
    }
    Database database = new Database(file, connection, identity);
    try {
      database.prepare(action);
      return database;
    } catch (TransportException e) {
      database.close();
      throw e;
    }
  }

  private void prepare(String action) throws TransportException {
    run(
        action,
        OPEN_LIMIT,
        c -> {
          execute(c, "PRAGMA journal_mode = WAL");
          execute(c, "PRAGMA synchronous = NORMAL");
          return null;
        });
    write(
        action,
        OPEN_LIMIT,
        c -> {
          for (String statement : SCHEMA) {
            execute(c, statement);
          }
          return null;
        });
  }

  Path file() {
    return file;
  }

  /** Writes all of it or nothing. */
  <T> T write(String action, Duration limit, Work<T> work) throws TransportException {
    T result =
        run(
            action,
            limit,
            c -> {
              execute(c, "BEGIN IMMEDIATE");
              boolean done = false;
              try {
                T value = work.on(c);
                execute(c, "COMMIT");
                done = true;
                return value;
              } finally {
                if (!done) {
                  rollBack(c);
                }
              }
            });
    ownChanges.incrementAndGet();
    return result;
  }

  <T> T run(String action, Duration limit, Work<T> work) throws TransportException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      checkOpen(action);
      if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw late(action, limit);
      }
      try {
        while (true) {
          checkOpen(action);
          checkPresent(action);
          try {
            return work.on(connection);
          } catch (SQLException e) {
            checkOpen(action); // else closing would look like a failure of SQLite
            if (!Failures.isBusy(e)) {
              throw Failures.of(action, e);
            }
          }
          if (end - System.nanoTime() <= 0) {
            throw late(action, limit);
          }
          closed.await(BUSY_NANOS, TimeUnit.NANOSECONDS);
        }
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(FailureKind.CLOSED, action + ": interrupted", e);
    }
  }

  /** A number that differs once anybody wrote. */
  long version(Duration limit) throws TransportException {
    String action = "cannot look for changes in " + file;
    long others = run(action, limit, c -> number(c, "PRAGMA data_version"));
    return (long) ownChanges.get() << 32 | others;
  }

  static long number(Connection c, String query) throws SQLException {
    try (Statement statement = c.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void checkOpen(String action) throws TransportException {
    if (closed.getCount() == 0) {
      throw Failures.closed(action);
    }
  }

  /** SQLite goes on writing to a file that was removed, where nobody would find it. */
  private void checkPresent(String action) throws TransportException {
    Object present;
    try {
      present = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new TransportException(FailureKind.UNREACHABLE, action + ": it is gone", e);
    }
    if (!Objects.equals(identity, present)) {
      throw new TransportException(FailureKind.UNREACHABLE, action + ": it is another file now");
    }
  }

  private static TransportException late(String action, Duration limit) {
    return new TransportException(
        FailureKind.UNREACHABLE, action + ": it was locked for " + limit.toMillis() + " ms");
  }

  private static void execute(Connection c, String sql) throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void rollBack(Connection c) {
    try {
      execute(c, "ROLLBACK");
    } catch (SQLException none) {
      // SQLite had already rolled back, or BEGIN's transaction never was
    }
  }

  void close() {
    closed.countDown();
    if (!turn.tryLock()) {
      interrupt();
      turn.lock();
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // SQLite frees what it can; there is nobody to tell
    } finally {
      turn.unlock();
    }
  }

  /** Only where something runs: else it would end the clean-up of the write-ahead log. */
  private void interrupt() {
    try {
      ((SQLiteConnection) connection).getDatabase().interrupt();
    } catch (SQLException e) {
      // closed before
    }
  }
}
