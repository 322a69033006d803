package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lists folders and deletes what is in them. */
final class Folders {
  private static final int MAX_LEFTOVERS = 1000;
  private static final long ABANDONED_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Layout layout;
  private final Tree tree;
  private final Ground ground;

  private final LongSupplier nanos;
  private final RememberedListings remembered;

  /** Hidden names, ours and those of processes that died, and when each was seen first. */
  private final Map<Path, Long> leftovers = new ConcurrentHashMap<>();

  Folders(Layout layout, Tree tree, Ground ground) {
    this(layout, tree, ground, System::nanoTime);
  }

  /**
   * @param nanos this machine's clock, as {@link System#nanoTime}
   */
  Folders(Layout layout, Tree tree, Ground ground, LongSupplier nanos) {
    this.layout = layout;
    this.tree = tree;
    this.ground = ground;
    this.nanos = nanos;
    remembered = new RememberedListings(nanos);
  }

  /**
   * The visible names in a folder, sorted, without a further call a name; not to be changed, and
   * the same object again where it is known that nothing changed.
   */
  List<String> list(Path folder) throws IOException {
    tree.checkFolders(folder);
    if (!ground.local()) {
      return listNow(folder);
    }
    BasicFileAttributes before;
    try {
      before = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException absent) {
      return listNow(folder);
    }
    List<String> names = remembered.names(folder, before);
    if (names == null) {
      names = listNow(folder);
      remembered.listed(folder, before, names);
    }
    return names;
  }

  private List<String> listNow(Path folder) throws IOException {
    if (ground.chmodRefreshes()) {
      tree.chmodToTheSame(folder);
    }
    tree.beforeLook(folder);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = open(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (Layout.isVisible(name)) {
          names.add(name);
        } else {
          notice(entry, name);
        }
      }
    } catch (NoSuchFileException absent) {
      if (!tree.hasRoot()) {
        throw absent;
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    Collections.sort(names);
    return Collections.unmodifiableList(names);
  }

  private DirectoryStream<Path> open(Path folder) throws IOException {
    try {
      return Files.newDirectoryStream(folder);
    } catch (NoSuchFileException absent) {
      if (ground.local() || folder.equals(tree.root())) {
        throw absent;
      }
      tree.lookFor(folder);
      return Files.newDirectoryStream(folder);
    }
  }

  private void notice(Path entry, String name) {
    if ((Layout.isTrash(name) || Layout.isFresh(name)) && leftovers.size() < MAX_LEFTOVERS) {
      leftovers.putIfAbsent(entry, nanos.getAsLong());
    }
  }

  /**
   * Deletes a file, or a folder with all below it: a folder is hidden first, so that readers find
   * it whole or not at all, and what cannot be deleted now is tried again with a later call.
   */
  void delete(Path path) throws IOException {
    sweep();
    if (path.equals(tree.root())) {
      deleteBelow(path);
      return;
    }
    tree.checkFolders(path.getParent());
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.deleteIfExists(path) && !tree.hasRoot()) {
        throw new NoSuchFileException(tree.root().toString());
      }
      return;
    }
    Path trash = layout.trash(path);
    try {
      Files.move(path, trash);
    } catch (NoSuchFileException gone) {
      return;
    }
    leftovers.put(trash, nanos.getAsLong());
    sweep();
  }

  private void sweep() {
    for (Map.Entry<Path, Long> each : leftovers.entrySet()) {
      Path leftover = each.getKey();
      boolean trash = Layout.isTrash(leftover.getFileName().toString());
      if (!trash && nanos.getAsLong() - each.getValue() < ABANDONED_NANOS) {
        continue; // somebody may be about to give it its own name
      }
      try {
        deleteTree(leftover);
        leftovers.remove(leftover);
      } catch (NoSuchFileException gone) {
        leftovers.remove(leftover); // it got its own name, or somebody else deleted it
      } catch (IOException later) {
        // Still open somewhere (.nfs…) or not ours: hidden already, tried again by the next call.
      }
    }
  }

  private static void deleteTree(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException full) {
      deleteBelow(path);
      Files.deleteIfExists(path);
    }
  }

  private static void deleteBelow(Path folder) throws IOException {
    IOException trouble = null;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        try {
          deleteTree(entry);
        } catch (IOException e) {
          trouble = e;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return;
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    if (trouble != null) {
      throw trouble;
    }
  }
}
