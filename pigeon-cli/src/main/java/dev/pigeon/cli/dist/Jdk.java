package dev.pigeon.cli.dist;

import java.io.IOException;
import java.lang.Runtime.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Java installation of this machine that has jlink.
 *
 * @param home where it lies, free of symbolic links
 * @param version what its release file says
 */
record Jdk(Path home, Version version) {

  private static final Version OLDEST = Version.parse("17");

  /** All that are found, the newest first. */
  static List<Jdk> installed(Map<String, String> environment, BuildLog log) throws IOException {
    Set<Path> homes = new LinkedHashSet<>();
    List<Path> places = new ArrayList<>();
    String chosen = environment.getOrDefault("JAVA_HOME", "");
    if (!chosen.isEmpty()) {
      places.add(Path.of(chosen));
    }
    places.add(Path.of(System.getProperty("java.home")));
    for (String parent : List.of("/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt")) {
      places.addAll(foldersIn(Path.of(parent)));
    }
    String user = environment.getOrDefault("HOME", "");
    if (!user.isEmpty()) {
      places.addAll(foldersIn(Path.of(user, ".sdkman", "candidates", "java")));
      places.addAll(foldersIn(Path.of(user, ".jdks")));
    }
    for (Path place : places) {
      if (Files.isExecutable(place.resolve("bin/jlink"))) {
        homes.add(place.toRealPath());
      }
    }
    List<Jdk> found = new ArrayList<>();
    for (Path home : homes) {
      versionOf(home)
          .filter(version -> version.compareToIgnoreOptional(OLDEST) >= 0)
          .ifPresent(version -> found.add(new Jdk(home, version)));
    }
    found.sort(Comparator.comparing(Jdk::version).reversed());
    log.note("JDKs found: " + found);
    return found;
  }

  /** The one in a given folder. */
  static Jdk at(Path home) throws IOException {
    return new Jdk(
        home.toRealPath(),
        versionOf(home).orElseThrow(() -> new IOException(home + " is no JDK: no release file")));
  }

  int feature() {
    return version.feature();
  }

  private static List<Path> foldersIn(Path parent) throws IOException {
    if (!Files.isDirectory(parent) || !Files.isReadable(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** Empty for a folder whose release file is missing or says nothing that Java understands. */
  static Optional<Version> versionOf(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return Optional.empty();
    }
    for (String line : Files.readAllLines(release)) {
      if (line.startsWith("JAVA_VERSION=")) {
        String text = line.substring("JAVA_VERSION=".length()).replace("\"", "").strip();
        try {
          return Optional.of(Version.parse(text));
        } catch (IllegalArgumentException notAVersion) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
