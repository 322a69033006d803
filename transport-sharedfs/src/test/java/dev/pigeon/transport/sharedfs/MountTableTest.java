package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
  private static final String ROOT = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw\n";

  @Test
  void longestMountPointDecides() {
    MountTable table = new MountTable(ROOT + mount("/no/data", "nfs4") + mount("/no", "xfs"));
    assertEquals("nfs4", table.typeOf(Path.of("/no/data/pigeon")));
    assertEquals("nfs4", table.typeOf(Path.of("/no/data")));
    assertEquals("xfs", table.typeOf(Path.of("/no/database")));
    assertEquals("ext4", table.typeOf(Path.of("/nothing")));
  }

  @Test
  void laterMountHidesTheEarlier() {
    MountTable table = new MountTable(ROOT + mount("/no", "autofs") + mount("/no", "fuse.sshfs"));
    assertEquals("fuse.sshfs", table.typeOf(Path.of("/no/x")));
  }

  @Test
  void mountPointMayHoldBlanksAndUmlauts() {
    // The kernel gives UTF-8 as it is; the table is read byte by byte.
    String point = "/no/my\\040disk\u00c3\u00a4";
    MountTable table = new MountTable(ROOT + mount(point, "nfs"));
    assertEquals("nfs", table.typeOf(Path.of("/no/my disk\u00e4/x")));
  }

  @Test
  void symbolicLinksAreFollowedUpToTheNetwork(@TempDir Path folder) throws Exception {
    Path real = folder.toRealPath();
    Path link = Files.createSymbolicLink(real.resolve("link"), Path.of("/no/data/../share"));
    MountTable table = new MountTable(ROOT + mount("/no/share", "cifs"));
    assertEquals("cifs", table.typeOf(link.resolve("cache")));
    assertEquals("ext4", table.typeOf(real.resolve("cache")));
  }

  @Test
  void circleOfLinksIsUnknown(@TempDir Path folder) throws Exception {
    Path circle = folder.toRealPath().resolve("circle");
    Files.createSymbolicLink(circle, circle);
    assertEquals("unknown", new MountTable(ROOT).typeOf(circle.resolve("x")));
  }

  @Test
  void withoutATableTypesAreUnknown() {
    assertEquals("unknown", new MountTable("").typeOf(Path.of("/tmp")));
  }

  @Test
  void brokenLinesAreLeftOut() {
    assertEquals("ext4", new MountTable("1 2\n\n" + ROOT + "junk - x").typeOf(Path.of("/no")));
  }

  private static String mount(String point, String type) {
    return "30 22 0:40 / " + point + " rw shared:5 master:1 - " + type + " server:/x rw\n";
  }
}
