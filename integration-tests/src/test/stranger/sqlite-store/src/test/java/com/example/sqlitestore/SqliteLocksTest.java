package com.example.sqlitestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** What a call does while another process holds the lock of the database. */
@Timeout(60)
class SqliteLocksTest {
  private static final Key KEY = Key.of("folder/name");
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path folder;
  private Transport transport;
  private Connection other;

  @BeforeEach
  void lock() throws Exception {
    String file = folder.resolve("store.db").toString();
    transport = new SqliteProvider().open(new TransportSettings("", "kit", Map.of("file", file)));
    other = new JDBC().connect(JDBC.PREFIX + file, new Properties());
    run("BEGIN IMMEDIATE");
  }

  @AfterEach
  void close() throws Exception {
    transport.close();
    other.close();
  }

  @Test
  void aCallEndsWithItsLimit() {
    long start = System.nanoTime();
    TransportException late =
        assertThrows(
            TransportException.class,
            () -> transport.replace(KEY, new byte[1], Duration.ofMillis(100)));
    assertEquals(FailureKind.UNREACHABLE, late.kind());
    assertTrue(System.nanoTime() - start < LONG.toNanos() / 2, late::getMessage);
  }

  @Test
  void readersAreNotHindered() throws Exception {
    assertTrue(transport.read(KEY, LONG).isEmpty());
  }

  @Test
  void closeEndsABlockedCall() throws Exception {
    FutureTask<Void> call = start();
    transport.close();
    ExecutionException failed = assertThrows(ExecutionException.class, call::get);
    assertEquals(FailureKind.CLOSED, ((TransportException) failed.getCause()).kind());
  }

  @Test
  void aCallGoesOnOnceTheLockIsGone() throws Exception {
    FutureTask<Void> call = start();
    run("COMMIT");
    call.get();
    assertEquals(1, transport.read(KEY, LONG).orElseThrow().content().length);
  }

  private FutureTask<Void> start() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Void> call =
        new FutureTask<>(
            () -> {
              started.countDown();
              transport.replace(KEY, new byte[1], LONG);
              return null;
            });
    new Thread(call).start();
    started.await();
    return call;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
  }
}
