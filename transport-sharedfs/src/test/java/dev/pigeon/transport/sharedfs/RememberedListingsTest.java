package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedListingsTest {
  @TempDir Path root;
  private long now = Long.MAX_VALUE - 5;

  @Test
  void aFolderThatRestedIsNotListedAgain() throws Exception {
    Folders folders = folders(FileSystemKind.LOCAL);
    Files.createFile(root.resolve("a"));
    folders.list(root);
    now += RememberedListings.SETTLED_NANOS;
    List<String> names = folders.list(root);
    assertEquals(List.of("a"), names);
    now += 1;
    assertSame(names, folders.list(root));
  }

  @Test
  void aNewDateHasItListedAgain() throws Exception {
    Folders folders = folders(FileSystemKind.LOCAL);
    folders.list(root);
    now += RememberedListings.SETTLED_NANOS;
    folders.list(root);
    Files.createFile(root.resolve("late"));
    Files.setLastModifiedTime(root, FileTime.fromMillis(7));
    assertEquals(List.of("late"), folders.list(root));
  }

  @Test
  void aChangeWithinATickOfTheDateIsSeen() throws Exception {
    Folders folders = folders(FileSystemKind.LOCAL);
    FileTime date = FileTime.fromMillis(5000);
    Files.setLastModifiedTime(root, date);
    folders.list(root);
    now += RememberedListings.SETTLED_NANOS - 1;
    folders.list(root);
    Files.createFile(root.resolve("same-date"));
    Files.setLastModifiedTime(root, date);
    now += 1;
    assertEquals(List.of("same-date"), folders.list(root));
  }

  @Test
  void aFolderOfTheSameNameAndDateIsAnother() throws Exception {
    Folders folders = folders(FileSystemKind.LOCAL);
    FileTime date = FileTime.fromMillis(5000);
    Path folder = Files.createDirectory(root.resolve("folder"));
    Files.createFile(folder.resolve("old"));
    Files.setLastModifiedTime(folder, date);
    folders.list(folder);
    now += RememberedListings.SETTLED_NANOS;
    assertEquals(List.of("old"), folders.list(folder));
    Files.move(folder, root.resolve("away"));
    Files.createDirectory(folder);
    Files.setLastModifiedTime(folder, date);
    assertEquals(List.of(), folders.list(folder));
  }

  @Test
  void onANetworkEveryListingIsMade() throws Exception {
    Folders folders = folders(FileSystemKind.NETWORK);
    folders.list(root);
    now += RememberedListings.SETTLED_NANOS;
    List<String> names = folders.list(root);
    assertNotSame(names, folders.list(root));
  }

  private Folders folders(FileSystemKind kind) throws IOException {
    Ground ground = Ground.of(root, kind);
    Tree tree = new Tree(root, ground, new VisibleSync(false));
    return new Folders(new Layout(root), tree, ground, () -> now);
  }
}
