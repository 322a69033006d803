package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first minute: no configuration, no worker. */
@Timeout(120)
class EmbeddedIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  void aCommandRunsWithoutConfigurationAndLeavesNothing() throws Exception {
    Machine fresh = site.machine("fresh");
    Ran ran =
        fresh.shell(site.project(), "echo input | pigeon --embedded 'cat; echo err >&2; exit 7'");
    assertEquals("input\n", ran.out(), ran::toString);
    assertEquals("err\n", ran.err(), ran::toString);
    assertEquals(7, ran.exit());
    try (Stream<Path> home = Files.walk(fresh.home())) {
      assertEquals(List.of(fresh.home()), home.toList());
    }
    site.becomesQuiet();
  }

  @Test
  void itsPrivateCacheLiesInTmpdirAndIsRemoved() throws Exception {
    Machine fresh = site.machine("fresh-2");
    Ran ran = fresh.shell(site.project(), "pigeon --embedded -v 'ls $TMPDIR'").ended(0);
    assertTrue(ran.out().startsWith("pigeon-embedded-"), ran::toString);
  }

  @Test
  void aSignalLeavesNothingEither() throws Exception {
    Machine fresh = site.machine("fresh-3");
    try (Running client =
        fresh.startPigeon(site.project(), "--embedded", "echo ready; sleep 300")) {
      client.says("ready");
      client.signal("TERM");
      assertEquals(143, client.finish().exit());
    }
    site.becomesQuiet();
  }

  @Test
  void transportsListsBothWithTheirOriginAndSettings() throws Exception {
    Ran ran = typed("pigeon transports").ended(0);
    assertTrue(ran.out().lines().anyMatch(line -> line.startsWith("sharedfs  (")), ran::toString);
    assertTrue(
        ran.out().lines().anyMatch(line -> line.startsWith("sharedfs-fsync  (")), ran::toString);
    assertTrue(ran.out().contains("transports.sharedfs."), ran::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "1", "true", "yes", "on"})
  void theFsyncSwitchChoosesTheDurableTransport(String word) throws Exception {
    site.serve(
        site.machine("cpu-" + word).configure("").set("PIGEON_APPEND_FSYNC", word),
        "--route",
        word);
    Ran ran =
        typed("echo data | PIGEON_APPEND_FSYNC=" + word + " pigeon -v --route " + word + " cat");
    assertEquals("data\n", ran.ended(0).out(), ran::toString);
    assertTrue(ran.err().contains("forced to disk"), ran::toString);
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
