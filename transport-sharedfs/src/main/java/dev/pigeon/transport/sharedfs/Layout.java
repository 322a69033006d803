package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Key;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Where things lie: the only class that turns keys into paths and names hidden files. */
final class Layout {
  private static final String TRASH = ".trash-";
  private static final String FRESH = ".new-";

  private final Path root;
  private final String origin;
  private final AtomicLong count = new AtomicLong();

  Layout(Path root) {
    this.root = root;
    this.origin =
        Long.toString(System.currentTimeMillis(), 36)
            + '-'
            + Long.toString(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, 36)
            + '-';
  }

  /** The folder of a namespace in a cache. */
  static Path root(Path cache, String namespace) {
    return cache.resolve("namespaces").resolve(namespace);
  }

  Path root() {
    return root;
  }

  Path path(Key key) {
    return key.path().isEmpty() ? root : root.resolve(key.path());
  }

  /** A new hidden name in a folder, for a file that has not got its own name yet. */
  Path fresh(Path folder) {
    return folder.resolve(FRESH + origin + count.incrementAndGet());
  }

  /** A new hidden name beside {@code path}, for a folder that is to go. */
  Path trash(Path path) {
    return path.resolveSibling(TRASH + origin + count.incrementAndGet());
  }

  /** Whether a name is of a file that has not got its own name, and may never get it. */
  static boolean isFresh(String name) {
    return name.startsWith(FRESH);
  }

  static boolean isTrash(String name) {
    return name.startsWith(TRASH);
  }

  /** Whether a name in a folder may be a key's: neither hidden nor unthinkable. */
  static boolean isVisible(String name) {
    return Key.isSegment(name);
  }
}
