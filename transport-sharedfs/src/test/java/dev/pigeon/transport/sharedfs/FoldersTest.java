package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path root;
  private long now = Long.MAX_VALUE - 5;

  @Test
  void aFileWithoutANameOfItsOwnGoesAfterAnHourHoweverOldItsDateIs() throws Exception {
    Folders folders = folders();
    Path fresh = Files.createFile(new Layout(root).fresh(root));
    Files.setLastModifiedTime(fresh, FileTime.fromMillis(0));
    Path other = Files.createFile(root.resolve("other"));
    assertEquals(List.of("other"), folders.list(root));
    now += TimeUnit.MINUTES.toNanos(59);
    folders.list(root);
    folders.delete(root.resolve("absent"));
    assertTrue(Files.exists(fresh), "a writer may be about to name it");
    now += TimeUnit.MINUTES.toNanos(2);
    folders.delete(root.resolve("absent"));
    assertFalse(Files.exists(fresh));
    assertTrue(Files.exists(other));
  }

  @Test
  void trashOfAnotherProcessGoesWithTheNextDeletion() throws Exception {
    Folders folders = folders();
    Path trash = Files.createDirectories(new Layout(root).trash(root.resolve("x")).resolve("a/b"));
    assertEquals(List.of(), folders.list(root));
    folders.delete(root.resolve("absent"));
    assertFalse(Files.exists(trash.getParent().getParent()));
  }

  @Test
  void onlyAnAutomountAppearsWhenTouched() {
    assertTrue(ground("autofs").appearsWhenTouched());
    assertFalse(ground("nfs4").appearsWhenTouched());
    assertFalse(ground("unknown").appearsWhenTouched());
  }

  private Folders folders() {
    Layout layout = new Layout(root);
    Ground ground = Ground.of(root, FileSystemKind.LOCAL);
    return new Folders(layout, new Tree(root, ground, new VisibleSync(false)), ground, () -> now);
  }

  private static Ground ground(String type) {
    return new Ground(type, false, false, true, true, false, "");
  }
}
