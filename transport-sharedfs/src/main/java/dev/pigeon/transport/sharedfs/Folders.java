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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lists folders and deletes what is in them. */
final class Folders {
  private final Layout layout;
  private final Tree tree;
  private final Ground ground;
  private final Set<Path> leftovers = ConcurrentHashMap.newKeySet();

  Folders(Layout layout, Tree tree, Ground ground) {
    this.layout = layout;
    this.tree = tree;
    this.ground = ground;
  }

  /** The visible names in a folder, sorted, without a further call a name. */
  List<String> list(Path folder) throws IOException {
    tree.checkFolders(folder);
    if (ground.chmodRefreshes()) {
      tree.chmodToTheSame(folder);
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (Layout.isVisible(name)) {
          names.add(name);
        } else if (Layout.isTrash(name)) {
          leftovers.add(entry);
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
    return names;
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
      Files.deleteIfExists(path);
      return;
    }
    Path trash = layout.trash(path);
    try {
      Files.move(path, trash);
    } catch (NoSuchFileException gone) {
      return;
    }
    leftovers.add(trash);
    sweep();
  }

  private void sweep() {
    for (Path trash : leftovers) {
      try {
        deleteTree(trash);
        leftovers.remove(trash);
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
