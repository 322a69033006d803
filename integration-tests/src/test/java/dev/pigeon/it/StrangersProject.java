package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.spi.testing.TransportTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A third party's project, built by its own {@code pom.xml} with Maven. Of pigeon its repository
 * has what {@code mvn install -pl pigeon-spi -am} would put there; everything else comes out of the
 * repository of the build that runs this test, without a network.
 */
final class StrangersProject {
  private static final Duration LIMIT = Duration.ofSeconds(170);
  private static final Path STRANGERS = Path.of(System.getProperty("pigeon.strangers"));
  private static final Path PIGEON = STRANGERS.resolve("../../../..").normalize();
  private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");
  private static final Pattern SUITE =
      Pattern.compile("<testsuite [^>]*? tests=\"(\\d+)\" errors=\"0\" skipped=\"(\\d+)\"");

  private final Path folder;
  private final Path project;

  /**
   * @param name its folder among the strangers
   * @param folder where to copy and build it
   */
  StrangersProject(String name, Path folder) throws IOException {
    this.folder = folder;
    project = folder.resolve(name);
    copy(STRANGERS.resolve(name), project);
  }

  /** How many tests ran and how many of them were skipped. */
  record Tests(int found, int skipped) {}

  /** Its source files for tests. */
  Path testSources() {
    return project.resolve("src/test/java");
  }

  /** Runs {@code mvn verify} and returns the jar that it made. */
  Path build() throws IOException, InterruptedException {
    Path repository = Files.createDirectory(folder.resolve("repository"));
    publish(repository);
    Path settings = Files.writeString(folder.resolve("settings.xml"), mirror());
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    maven(
        List.of(
            Path.of(System.getProperty("pigeon.maven"), "bin/mvn").toString(),
            "-B",
            "-ntp",
            "-s",
            settings.toString(),
            "-Dmaven.repo.local=" + repository,
            "-DargLine=-Djava.io.tmpdir=" + temporary,
            "-f",
            project.toString(),
            "verify"));
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList(), "left in TMPDIR");
    }
    return project.resolve("target/sqlite-store-1.0.jar");
  }

  /** What the reports of that build say. */
  Tests tests() throws IOException {
    int found = 0;
    int skipped = 0;
    try (Stream<Path> reports = Files.list(project.resolve("target/surefire-reports"))) {
      for (Path each : reports.filter(path -> path.toString().endsWith(".xml")).toList()) {
        Matcher suite = SUITE.matcher(Files.readString(each));
        if (!suite.find()) {
          throw new AssertionError(each + " tells no counts, or errors");
        }
        found += Integer.parseInt(suite.group(1));
        skipped += Integer.parseInt(suite.group(2));
      }
    }
    return new Tests(found, skipped);
  }

  /** The parent's {@code pom.xml}, and the jar, the kit and the {@code pom.xml} of the SPI. */
  private static void publish(Path repository) throws IOException {
    Path parent = PIGEON.resolve("pom.xml");
    Matcher version = VERSION.matcher(Files.readString(parent));
    if (!version.find()) {
      throw new AssertionError(parent + " has no version");
    }
    publish(repository, version.group(1), "pigeon", ".pom", parent);
    publish(
        repository, version.group(1), "pigeon-spi", ".pom", PIGEON.resolve("pigeon-spi/pom.xml"));
    publish(repository, version.group(1), "pigeon-spi", ".jar", ForeignJar.spi());
    publish(
        repository,
        version.group(1),
        "pigeon-spi",
        "-tests.jar",
        ForeignJar.jarOf(TransportTck.class));
  }

  private static void publish(Path repository, String version, String name, String end, Path file)
      throws IOException {
    Path place = repository.resolve("dev/pigeon").resolve(name).resolve(version);
    Files.copy(file, Files.createDirectories(place).resolve(name + '-' + version + end));
  }

  private static String mirror() {
    return "<settings><mirrors><mirror><id>this-machine</id><mirrorOf>*</mirrorOf><url>"
        + Path.of(System.getProperty("pigeon.repository")).toUri()
        + "</url></mirror></mirrors></settings>";
  }

  private void maven(List<String> words) throws IOException, InterruptedException {
    Path out = folder.resolve("maven.out");
    Path err = folder.resolve("maven.err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    try (Running running = new Running(words, builder.start(), out, err)) {
      Ran ran = running.finish(LIMIT);
      assertEquals(0, ran.exit(), () -> ran.out() + ran.err());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
