package dev.pigeon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one look at a file's inode tells; two equal stamps mean the same content, unless the file
 * was young.
 *
 * @param inode 0 where the file system has none
 * @param owner the numeric owner; -1 where it cannot be told
 * @param openToOthers whether group or others may write
 */
record Stamp(long size, long modifiedNanos, long inode, long owner, boolean openToOthers) {

  /** Two changes closer than this may carry one time, on file systems with coarse clocks. */
  static final long YOUNG_NANOS = 2_000_000_000L;

  private static final int WRITE_BY_OTHERS = 022;

  /** The stamp of what {@code file} leads to, symbolic links followed; null if there is nothing. */
  static Stamp of(Path file) throws IOException {
    try {
      Map<String, Object> unix =
          Files.readAttributes(file, "unix:size,lastModifiedTime,ino,uid,mode");
      return new Stamp(
          (Long) unix.get("size"),
          ((FileTime) unix.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
          ((Number) unix.get("ino")).longValue(),
          ((Number) unix.get("uid")).longValue(),
          (((Number) unix.get("mode")).intValue() & WRITE_BY_OTHERS) != 0);
    } catch (NoSuchFileException e) {
      return null;
    } catch (UnsupportedOperationException e) {
      return basic(file);
    }
  }

  /** Whether both were taken of the same file with the same content. */
  boolean isSameContent(Stamp other) {
    return size == other.size && modifiedNanos == other.modifiedNanos && inode == other.inode;
  }

  /** Whether the file had not changed for a while at the given wall-clock time. */
  boolean isSettled(long wallNanos) {
    return wallNanos - modifiedNanos > YOUNG_NANOS;
  }

  private static Stamp basic(Path file) throws IOException {
    try {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      long modified = basic.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      return new Stamp(basic.size(), modified, 0, -1, false);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
