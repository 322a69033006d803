package dev.pigeon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentPathTest {
  @TempDir Path home;
  private final List<String> warnings = new ArrayList<>();
  private Sandbox box;

  @BeforeEach
  void setUp() {
    box = new Sandbox(home);
  }

  @Test
  void theDefaultLiesInTheHome() throws Exception {
    assertEquals(home.resolve(".config/pigeon/config.toml"), find());
    assertFalse(Files.exists(box.folder()), "asking writes nothing");
  }

  @Test
  void xdgMovesTheFolderWhenItIsAbsolute() throws Exception {
    box.with("XDG_CONFIG_HOME", home + "/xdg");
    assertEquals(home.resolve("xdg/pigeon/config.toml"), find());
    box.with("XDG_CONFIG_HOME", "xdg");
    assertEquals(box.file(), find());
  }

  @Test
  void aChosenPathStays() throws Exception {
    assertEquals(home.resolve("b.toml"), CurrentPath.select(box.context(), "a/../b.toml"));
    assertEquals(home.resolve("b.toml"), find());
    assertEquals("rw-------", Modes.of(box.folder().resolve("path")));
  }

  @Test
  void theVariableIsInForceAndRemembered() throws Exception {
    CurrentPath.select(box.context(), "/chosen.toml");
    box.with("PIGEON_CONFIG", "~/v.toml");
    assertEquals(home.resolve("v.toml"), find());
    box.without("PIGEON_CONFIG");
    assertEquals(home.resolve("v.toml"), find());
  }

  @Test
  void aVariableThatCannotBeRememberedIsInForceWithAWarning() throws Exception {
    Sandbox nowhere = new Sandbox(Path.of("/proc/pigeon-has-no-home"));
    nowhere.with("PIGEON_CONFIG", "/etc/pigeon.toml");
    assertEquals(Path.of("/etc/pigeon.toml"), CurrentPath.find(nowhere.context(), warnings));
    assertTrue(warnings.get(0).contains("PIGEON_CONFIG"), warnings.toString());
  }

  @Test
  void aPointerWithoutAPathSaysWhatToDoAndGivesWayToTheVariable() throws Exception {
    Files.createDirectories(box.folder());
    Files.writeString(box.folder().resolve("path"), "relative.toml\n");
    String message = assertThrows(ConfigException.class, this::find).getMessage();
    assertTrue(message.contains("pigeon config path FILE"), message);
    box.with("PIGEON_CONFIG", "/x.toml");
    assertEquals(Path.of("/x.toml"), find());
    assertEquals("/x.toml\n", Files.readString(box.folder().resolve("path")));
  }

  private Path find() throws ConfigException {
    return CurrentPath.find(box.context(), warnings);
  }
}
