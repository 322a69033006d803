package dev.pigeon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  @TempDir Path home;
  private Sandbox box;

  @BeforeEach
  void setUp() throws Exception {
    box = new Sandbox(home).holds("route = 'real'\n[remote_env]\nX = \"a\\tb\\nc\\\\d\"\n");
  }

  @Test
  void aSettledFileLeavesASnapshotForItsOwnerAlone() throws Exception {
    box.load();
    assertEquals("rw-------", Modes.of(box.snapshot()));
  }

  @Test
  void theSnapshotHoldsEveryCharacterAndLine() throws Exception {
    box.load();
    Config config = box.load();
    assertEquals("a\tb\nc\\d", config.remoteEnv().get("X"));
    assertEquals(3, config.line("remote_env.X"));
  }

  @Test
  void aFreshSnapshotIsTaken() throws Exception {
    box.load();
    forge();
    assertEquals("sham", box.load().route());
  }

  @Test
  void aYoungFileLeavesNone() throws Exception {
    Files.setLastModifiedTime(box.file(), FileTime.fromMillis(System.currentTimeMillis()));
    box.load();
    assertFalse(Files.exists(box.snapshot()));
  }

  @Test
  void aChangedTimeSizeOrInodeMakesItStale() throws Exception {
    box.load();
    forge();
    FileTime time = Files.getLastModifiedTime(box.file());
    Files.copy(box.file(), home.resolve("copy"));
    Files.move(home.resolve("copy"), box.file(), StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(box.file(), time);
    assertEquals("real", box.load().route(), "another inode");
    forge();
    Files.writeString(box.file(), box.text() + "#");
    Files.setLastModifiedTime(box.file(), time);
    assertEquals("real", box.load().route(), "another size");
    forge();
    Files.setLastModifiedTime(box.file(), FileTime.fromMillis(time.toMillis() - 5_000));
    assertEquals("real", box.load().route(), "another time");
  }

  @Test
  void aTornSnapshotIsPassedOver() throws Exception {
    box.load();
    String whole = Files.readString(box.snapshot());
    Stamp stamp = Stamp.of(box.file());
    for (int length = 0; length < whole.length(); length++) {
      assertNull(Snapshot.decode(whole.substring(0, length), box.file(), stamp), "at " + length);
    }
    assertEquals(2, Snapshot.decode(whole, box.file(), stamp).size());
  }

  @Test
  void aSnapshotOfAnotherFileIsPassedOver() throws Exception {
    box.load();
    String whole = Files.readString(box.snapshot());
    assertNull(Snapshot.decode(whole, home.resolve("other.toml"), Stamp.of(box.file())));
  }

  @Test
  void aSnapshotThatOthersMayWriteIsNotTrusted() throws Exception {
    box.load();
    forge();
    Modes.set(box.snapshot(), "rw-rw-rw-");
    assertEquals("real", box.load().route());
    Path own = box.snapshot().resolveSibling(box.snapshot().getFileName() + ".ann");
    assertEquals("rw-------", Modes.of(own), "this user's own takes its place");
  }

  @Test
  void aFolderThatTakesNoSnapshotIsNoFailure() throws Exception {
    Files.createDirectory(box.snapshot());
    assertEquals("real", box.load().route());
    try (var files = Files.list(box.folder())) {
      assertEquals(2, files.count(), "no temporary file is left");
    }
  }

  @Test
  void aFreshSnapshotNeedsNoTomlParser() throws Exception {
    box.load();
    assertEquals("real", routeWithoutToml());
    box.holds("route = 'real2'\n");
    InvocationTargetException failure =
        assertThrows(InvocationTargetException.class, this::routeWithoutToml);
    assertInstanceOf(NoClassDefFoundError.class, failure.getCause(), "the check sees the parser");
  }

  @Test
  void equalEntriesSurviveTheRoundTrip() throws Exception {
    Stamp stamp = Stamp.of(box.file());
    Map<String, Entry> entries = ConfigDocument.parse(box.file(), box.text()).entries();
    String text = Snapshot.encode(box.file(), stamp, entries);
    assertEquals(entries, Snapshot.decode(text, box.file(), stamp));
  }

  /** Writes another route into the snapshot, of the same length, to see who is asked. */
  private void forge() throws Exception {
    String text = Files.readString(box.snapshot());
    assertTrue(text.contains("\treal\n"), text);
    Files.writeString(box.snapshot(), text.replace("\treal\n", "\tsham\n"));
  }

  /** Loads through class path entries of which none holds the TOML library. */
  private String routeWithoutToml() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("tomlj")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Object context =
          loader
              .loadClass(ConfigContext.class.getName())
              .getConstructor(Map.class, Path.class, String.class, Path.class)
              .newInstance(Map.of(), home, "ann", home);
      Class<?> type = loader.loadClass(Config.class.getName());
      Object config = type.getMethod("load", context.getClass()).invoke(null, context);
      return (String) type.getMethod("route").invoke(config);
    }
  }
}
