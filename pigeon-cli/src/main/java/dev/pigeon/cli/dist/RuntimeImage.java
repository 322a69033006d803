package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The private Java of the distribution.
 *
 * @param home its folder
 * @param feature its major version
 */
record RuntimeImage(Path home, int feature) {

  /** What pigeon and its libraries use, and what a stranger's transport is likely to want. */
  private static final String MODULES =
      String.join(
          ",",
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.sql",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.unsupported",
          "jdk.zipfs");

  private static final String ORIGIN = "pigeon-origin";

  /**
   * Links the newest JDK that can be linked, or keeps what an earlier build linked from it.
   *
   * @return empty where no JDK can be linked
   */
  static Optional<RuntimeImage> link(Path target, List<Jdk> jdks, BuildLog log)
      throws IOException, InterruptedException {
    if (jdks.isEmpty()) {
      Tree.delete(target);
    }
    for (Jdk jdk : jdks) {
      String origin = origin(jdk);
      Path mark = target.resolve(ORIGIN);
      if (Files.exists(mark) && Files.readString(mark).equals(origin)) {
        log.note("the runtime of an earlier build is kept: " + origin.strip());
        return Optional.of(new RuntimeImage(target, jdk.feature()));
      }
      Tree.delete(target);
      try {
        Execution.run(command(jdk, target), target.getParent(), Map.of(), 180, log);
        Files.writeString(mark, origin);
        return Optional.of(new RuntimeImage(target, jdk.feature()));
      } catch (IOException failed) {
        log.note("jlink of " + jdk.home() + " failed, the next JDK is tried: " + failed);
        Tree.delete(target);
      }
    }
    return Optional.empty();
  }

  Path java() {
    return home.resolve("bin/java");
  }

  private static String origin(Jdk jdk) {
    return jdk.version() + " " + compression(jdk) + " " + MODULES + "\n";
  }

  private static List<String> command(Jdk jdk, Path target) {
    return List.of(
        jdk.home().resolve("bin/jlink").toString(),
        "--add-modules",
        MODULES,
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        compression(jdk),
        "--output",
        target.toString());
  }

  private static String compression(Jdk jdk) {
    return jdk.feature() >= 21 ? "--compress=zip-6" : "--compress=2";
  }
}
