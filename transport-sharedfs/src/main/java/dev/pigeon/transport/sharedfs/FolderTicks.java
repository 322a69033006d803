package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sees past what an NFS client takes for unchanged. It trusts what it knows of a folder, absent
 * names included, while the folder's time of change stays; but a server's clock ticks every 4 to 10
 * ms only, and of two changes in one tick the second may stay unseen for ever. So a while after
 * each change that was seen, when the tick is over, the folder gets its own mode again: that sets
 * its time of change, and the next look asks the server.
 */
final class FolderTicks {
  static final long TICK_NANOS = 50_000_000;
  private static final int REMEMBERED = 1000;

  private final LongSupplier nanos;
  private final Map<Path, Seen> folders =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  FolderTicks(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** To be called before each look at a folder or for a name in it. */
  void beforeLook(Path folder) {
    try {
      FileTime changed = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS);
      if (isDue(folder, changed)) {
        Files.setPosixFilePermissions(
            folder, Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
      }
    } catch (IOException | UnsupportedOperationException ignored) {
      // Absent, or another user's: the look itself tells.
    }
  }

  private synchronized boolean isDue(Path folder, FileTime changed) {
    Seen seen = folders.get(folder);
    if (seen == null || !seen.changed.equals(changed)) {
      folders.put(folder, new Seen(changed, nanos.getAsLong()));
      return false;
    }
    boolean due = !seen.settled && nanos.getAsLong() - seen.since >= TICK_NANOS;
    seen.settled |= due;
    return due;
  }

  private static final class Seen {
    private final FileTime changed;
    private final long since;
    private boolean settled;

    Seen(FileTime changed, long since) {
      this.changed = changed;
      this.since = since;
    }
  }
}
