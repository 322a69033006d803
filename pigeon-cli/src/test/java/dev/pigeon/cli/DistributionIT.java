package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder that the build made, as users put it somewhere. */
@Timeout(120)
class DistributionIT {

  private static final Path BUILT = Path.of(System.getProperty("pigeon.dist"));
  private static final String OWN = ", pigeon's own runtime in ";
  private static final String CACHED = "source: shared objects file";

  @TempDir Path temporary;

  @Test
  void runsWhereItWasBuilt() throws Exception {
    assertGood(version(BUILT.resolve("bin/pigeon"), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "-r"})
  void aCopyRunsFromTheClassDataCache(String option) throws Exception {
    assumeTrue(hasRuntime(), "the distribution has no runtime");
    assumeTrue(cacheSurvivesAMove(), "the cache of a Java before 24 does not survive a move");
    Path copy = copy(option);
    Path log = temporary.resolve("classes");

    Ran ran =
        version(
            copy.resolve("bin/pigeon"), Map.of("PIGEON_JAVA_OPTS", "-Xlog:class+load:file=" + log));

    assertGood(ran);
    try (Stream<String> lines = Files.lines(log)) {
      List<String> own = lines.filter(line -> line.contains(" dev.pigeon.cli.Main ")).toList();
      assertEquals(1, own.size(), own::toString);
      assertTrue(own.get(0).contains(CACHED), own::toString);
    }
  }

  @Test
  void runsThroughAChainOfLinks() throws Exception {
    Path copy = copy("-a");
    Path first = Files.createSymbolicLink(temporary.resolve("one"), copy.resolve("bin/pigeon"));
    Files.createDirectory(temporary.resolve("sub"));
    Path second = Files.createSymbolicLink(temporary.resolve("sub/two"), Path.of("../one"));

    assertGood(version(first, Map.of()));
    assertGood(version(second, Map.of()));
    assertGood(version(temporary.relativize(second), Map.of()));
  }

  @Test
  void needsNeitherPathNorHome() throws Exception {
    assumeTrue(hasRuntime(), "the distribution has no runtime");
    Ran ran = version(BUILT.resolve("bin/pigeon"), Map.of("PATH", ""));

    assertGood(ran);
    assertTrue(ran.out().contains(OWN), ran::toString);
  }

  @Test
  void runsReadOnlyForAnotherUser() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to become another user");
    Path copy = copy("-a");
    command("chmod", "-R", "a-w,a+rX", copy.toString());
    command("chmod", "a+rx", temporary.toString());

    Ran ran =
        run(
            Map.of("PATH", "/usr/bin:/bin"),
            List.of(
                "/usr/bin/setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                copy.resolve("bin/pigeon").toString(),
                "--version"));

    assertGood(ran);
    command("chmod", "-R", "u+w", copy.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"damaged", "cut", "missing"})
  void aBadCacheIsNeverHeardOf(String harm) throws Exception {
    Path copy = copy("-a");
    for (Path cache : caches(copy)) {
      assertTrue(cache.toFile().setWritable(true));
      switch (harm) {
        case "damaged" -> Files.write(cache, new byte[(int) Files.size(cache)]);
        case "cut" -> {
          assumeTrue(cacheSurvivesAMove(), "a Java before 24 dies of a cut archive");
          try (FileChannel channel = FileChannel.open(cache, StandardOpenOption.WRITE)) {
            channel.truncate(100_000);
          }
        }
        default -> Files.delete(cache);
      }
    }

    assertGood(version(copy.resolve("bin/pigeon"), Map.of()));
  }

  @Test
  void withoutItsRuntimeItUsesTheMachinesJava() throws Exception {
    Path copy = copy("-a");
    command("rm", "-rf", copy.resolve("runtime").toString());
    String java = System.getProperty("java.home");

    Ran byHome = version(copy.resolve("bin/pigeon"), Map.of("JAVA_HOME", java));
    Ran byPath = version(copy.resolve("bin/pigeon"), Map.of("PATH", java + "/bin:/usr/bin:/bin"));

    for (Ran ran : List.of(byHome, byPath)) {
      assertGood(ran);
      assertTrue(ran.out().contains("this machine's, in "), ran::toString);
    }
  }

  @Test
  void javasOwnVariablesAddNoLine() throws Exception {
    assertGood(
        version(
            BUILT.resolve("bin/pigeon"),
            Map.of("JAVA_TOOL_OPTIONS", "-Dx=y", "_JAVA_OPTIONS", "-Dx=y")));
  }

  @Test
  void whatTheBuildItselfUsesStaysOut() throws Exception {
    try (Stream<Path> jars = Files.list(BUILT.resolve("lib"))) {
      for (Path jar : jars.filter(path -> path.toString().contains("pigeon-cli")).toList()) {
        Ran listed = run(Map.of("PATH", "/usr/bin:/bin"), List.of(javaTool("jar"), "tf", "" + jar));
        assertFalse(listed.out().contains("dev/pigeon/cli/dist"), listed::toString);
      }
    }
  }

  private static String javaTool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static void assertGood(Ran ran) {
    assertEquals(0, ran.exit(), ran::toString);
    assertEquals("", ran.err(), ran::toString);
    assertTrue(
        ran.out().matches("pigeon \\S+\nbuild .*\nJava \\d.*\n"), () -> "unexpected: " + ran);
  }

  private static boolean hasRuntime() {
    return Files.exists(BUILT.resolve("runtime/bin/java"));
  }

  private static boolean cacheSurvivesAMove() throws IOException {
    return caches(BUILT).stream().noneMatch(cache -> cache.toString().endsWith(".jsa"));
  }

  private static List<Path> caches(Path dist) throws IOException {
    try (Stream<Path> files = Files.list(dist.resolve("lib"))) {
      return files.filter(path -> path.toString().matches(".*\\.(aot|jsa)")).toList();
    }
  }

  private Path copy(String option) throws IOException, InterruptedException {
    Path copy = temporary.resolve("a copy of pigeon");
    command("cp", option, BUILT.toString(), copy.toString());
    return copy;
  }

  private void command(String... words) throws IOException, InterruptedException {
    Ran ran = run(Map.of("PATH", "/usr/bin:/bin"), List.of(words));
    assertEquals(0, ran.exit(), ran::toString);
  }

  private Ran version(Path launcher, Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(environment);
    all.putIfAbsent("PATH", "/usr/bin:/bin");
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString(), "--version"));
    return run(all, command);
  }

  private Ran run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    return Ran.run(temporary, environment, command);
  }
}
