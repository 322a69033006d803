package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTicksTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

  @TempDir Path folder;
  private long now;
  private final FolderTicks ticks = new FolderTicks(() -> now);

  @BeforeEach
  void theFolderChangedLongAgo() throws IOException {
    Files.setLastModifiedTime(folder, LONG_AGO);
  }

  @Test
  void aChangeThatWasSeenIsSettledOnceItsTickIsOver() throws Exception {
    Object before = statusChange();
    ticks.beforeLook(folder);
    ticks.beforeLook(folder);
    assertEquals(before, statusChange());
    now += FolderTicks.TICK_NANOS;
    awaitNextTick(before);
    ticks.beforeLook(folder);
    assertNotEquals(before, statusChange());
    assertEquals(LONG_AGO, Files.getLastModifiedTime(folder));
  }

  @Test
  void itIsSettledOnceAChange() throws Exception {
    ticks.beforeLook(folder);
    now += FolderTicks.TICK_NANOS;
    ticks.beforeLook(folder);
    Object settled = statusChange();
    awaitNextTick(settled);
    now += FolderTicks.TICK_NANOS;
    ticks.beforeLook(folder);
    assertEquals(settled, statusChange());
  }

  @Test
  void anAbsentFolderIsNoFailure() {
    ticks.beforeLook(folder.resolve("absent"));
  }

  private Object statusChange() throws IOException {
    return Files.getAttribute(folder, "unix:ctime");
  }

  /** Until this machine's file system gives another time than that one. */
  private void awaitNextTick(Object time) throws IOException {
    Path probe = folder.resolveSibling(folder.getFileName() + "-probe");
    try {
      do {
        Files.deleteIfExists(probe);
        Files.createFile(probe);
      } while (Files.getAttribute(probe, "unix:ctime").equals(time));
    } finally {
      Files.deleteIfExists(probe);
    }
  }
}
