package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.config.ConfigContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcCommandTest {
  @TempDir Path home;

  @Test
  void aDryRoundCreatesNeitherCacheNorNamespace() throws Exception {
    Path cache = home.resolve("cache");
    Path folder = cache.resolve("namespaces/tester");
    assertEquals("would remove nothing: there is no folder " + folder + "\n", gc(true, cache));
    assertFalse(Files.exists(cache));
    Files.createDirectories(folder.getParent().resolve("other"));
    assertEquals("would remove nothing: there is no folder " + folder + "\n", gc(true, cache));
    assertFalse(Files.exists(folder));
    assertTrue(gc(false, cache).startsWith("removed 0 sessions"));
    assertTrue(gc(true, cache).startsWith("would remove 0 sessions"));
  }

  private String gc(boolean dry, Path cache) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, String> env = Map.of("PIGEON_CACHE", cache.toString());
    ConfigContext context = new ConfigContext(env, home, "tester", home);
    GcCommand.run(dry, context, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
