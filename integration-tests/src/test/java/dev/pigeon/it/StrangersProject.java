package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.spi.testing.TransportTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.JDBC;

/** A third party's project, built the way its own pom.xml would build it. */
final class StrangersProject {
  private final Path sources;
  private final Path target;

  /**
   * @param name its folder among the strangers
   * @param target where to build
   */
  StrangersProject(String name, Path target) {
    this.sources = Path.of(System.getProperty("pigeon.strangers"), name);
    this.target = target;
  }

  String pom() throws IOException {
    return Files.readString(sources.resolve("pom.xml"));
  }

  static Path sqlite() {
    return ForeignJar.jarOf(JDBC.class);
  }

  /** The plug-in with the library it needs inside. */
  Path jar() throws IOException {
    Path classes =
        ForeignJar.compile(
            sources.resolve("src/main/java"),
            target.resolve("classes"),
            List.of(ForeignJar.spi(), sqlite()));
    Path jar = Files.copy(sqlite(), target.resolve("sqlite-store.jar"));
    return ForeignJar.pack(jar, classes, sources.resolve("src/main/resources"));
  }

  /** Runs its tests, the kit among them, in a Java that sees the jar, SPI, kit and JUnit. */
  Ran tests(Path jar) throws IOException, InterruptedException {
    List<Path> visible = new ArrayList<>(List.of(jar, ForeignJar.spi()));
    visible.add(ForeignJar.jarOf(TransportTck.class));
    visible.addAll(ForeignJar.jars("junit-", "opentest4j-", "apiguardian-", "jspecify-"));
    Path tests =
        ForeignJar.compile(
            sources.resolve("src/test/java"), target.resolve("test-classes"), visible);
    visible.add(tests);
    visible.add(ForeignJar.jarOf(KitRun.class));
    return java(visible, KitRun.class, tests.toString());
  }

  private Ran java(List<Path> classPath, Class<?> program, String word)
      throws IOException, InterruptedException {
    Path temporary = Files.createDirectory(target.resolve("tmp"));
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            ForeignJar.classPath(classPath),
            program.getName(),
            word);
    Path out = target.resolve("tests.out");
    Path err = target.resolve("tests.err");
    Process process =
        new ProcessBuilder(words)
            .directory(target.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try (Running running = new Running(words, process, out, err)) {
      Ran ran = running.finish(Duration.ofSeconds(150));
      try (var left = Files.list(temporary)) {
        assertEquals(List.of(), left.toList(), "left in TMPDIR");
      }
      return ran;
    }
  }
}
