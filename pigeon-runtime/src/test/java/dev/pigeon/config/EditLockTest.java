package dev.pigeon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditLockTest {
  @TempDir Path folder;
  private Path target;
  private Path lockFile;

  @BeforeEach
  void setUp() {
    target = folder.resolve("config.toml");
    lockFile = EditLock.lockFile(target);
  }

  @Test
  void closeRemovesTheLock() throws Exception {
    try (EditLock lock = EditLock.acquire(target, new HandMovedTime())) {
      assertTrue(Files.exists(lockFile));
      lock.check();
    }
    assertFalse(Files.exists(lockFile));
  }

  @Test
  void aLockThatNeverChangesIsBrokenAfterTenSeconds() throws Exception {
    Files.writeString(lockFile, "of a writer that died");
    HandMovedTime time = new HandMovedTime();
    try (EditLock lock = EditLock.acquire(target, time)) {
      lock.check();
      assertEquals(10, TimeUnit.NANOSECONDS.toSeconds(time.now));
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aLockThatChangesHandsIsNeverBrokenAndEndsThePatience() throws Exception {
    Files.writeString(lockFile, "writer 0");
    HandMovedTime time =
        new HandMovedTime() {
          @Override
          public void pause(long nanos) {
            super.pause(nanos);
            write("writer " + now / 1_000_000_000);
          }
        };
    IOException e = assertThrows(IOException.class, () -> EditLock.acquire(target, time));
    assertTrue(e.getMessage().contains(lockFile.toString()), e.getMessage());
    assertEquals(5, TimeUnit.NANOSECONDS.toSeconds(time.now));
    assertTrue(Files.exists(lockFile));
  }

  @Test
  void aReleasedLockIsTakenAtOnce() throws Exception {
    Files.writeString(lockFile, "writer");
    HandMovedTime time =
        new HandMovedTime() {
          @Override
          public void pause(long nanos) {
            super.pause(nanos);
            delete();
          }
        };
    try (EditLock lock = EditLock.acquire(target, time)) {
      lock.check();
      assertEquals(0, TimeUnit.NANOSECONDS.toSeconds(time.now));
    }
  }

  @Test
  void aWriterWhoseLockWasBrokenNoticesAndLeavesTheNewOne() throws Exception {
    try (EditLock lock = EditLock.acquire(target, new HandMovedTime())) {
      write("another writer");
      assertThrows(EditLock.LostLockException.class, lock::check);
    }
    assertEquals("another writer", Files.readString(lockFile));
  }

  private void write(String token) {
    try {
      Files.writeString(lockFile, token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() {
    try {
      Files.delete(lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Time that passes only while somebody waits. */
  private static class HandMovedTime implements EditLock.Ticker {
    long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(long nanos) {
      now += nanos;
    }
  }
}
