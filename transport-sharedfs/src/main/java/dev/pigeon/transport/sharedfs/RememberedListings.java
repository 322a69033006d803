package dev.pigeon.transport.sharedfs;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Spares listing a folder again while its date shows that no name came or went. Only for local file
 * systems, where that date is the truth; and only for listings made so long after the date that no
 * later change can have got the same one.
 */
final class RememberedListings {
  /** More than a tick of the coarsest dates, which are whole seconds. */
  static final long SETTLED_NANOS = 2_500_000_000L;

  private static final int REMEMBERED = 16;

  private final LongSupplier nanos;
  private final Map<Path, Listing> listings =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Listing> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  RememberedListings(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * What was listed in a folder, always the same object while that stays the truth; null if it has
   * to be listed again, which is then told to {@link #listed}.
   *
   * @param now the folder's attributes of this moment
   */
  synchronized List<String> names(Path folder, BasicFileAttributes now) {
    Listing known = listings.get(folder);
    if (known == null || !known.isOf(now)) {
      known = new Listing(now, nanos.getAsLong());
      listings.put(folder, known);
    }
    known.settled = nanos.getAsLong() - known.since >= SETTLED_NANOS;
    return known.names;
  }

  /** A listing was made; {@code before} are the attributes last given to {@link #names}. */
  synchronized void listed(Path folder, BasicFileAttributes before, List<String> names) {
    Listing known = listings.get(folder);
    if (known != null && known.isOf(before) && known.settled) {
      known.names = names;
    }
  }

  private static final class Listing {
    private final FileTime changed;
    private final Object key;
    private final long since;
    private boolean settled;
    private List<String> names;

    Listing(BasicFileAttributes folder, long since) {
      changed = folder.lastModifiedTime();
      key = folder.fileKey();
      this.since = since;
    }

    boolean isOf(BasicFileAttributes folder) {
      return changed.equals(folder.lastModifiedTime()) && Objects.equals(key, folder.fileKey());
    }
  }
}
