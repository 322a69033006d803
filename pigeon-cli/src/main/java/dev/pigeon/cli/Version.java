package dev.pigeon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** What {@code pigeon --version} prints. */
final class Version {

  private static final String UNKNOWN = "unknown";

  private Version() {}

  /** Version, build and Java of this process, each on a line of its own. */
  static String text() {
    return text(System::getProperty);
  }

  /**
   * The same for given system properties.
   *
   * @param properties answers null for a property that is not set
   */
  static String text(UnaryOperator<String> properties) {
    String home = properties.apply("pigeon.home");
    List<String> build = build(home);
    return "pigeon "
        + valueOf("version", build)
        + "\nbuild "
        + valueOf("commit", build)
        + " of "
        + valueOf("date", build)
        + "\nJava "
        + properties.apply("java.version")
        + " ("
        + properties.apply("java.vendor")
        + "), "
        + whose(home, properties.apply("java.home"))
        + "\n";
  }

  private static List<String> build(String home) {
    if (home == null) {
      return List.of();
    }
    try {
      return Files.readAllLines(Path.of(home, "VERSION"));
    } catch (IOException absentOrUnreadable) {
      // A version line that says "unknown" serves better than a failure to say anything.
      return List.of();
    }
  }

  private static String valueOf(String key, List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(key + "=")) {
        return line.substring(key.length() + 1);
      }
    }
    return UNKNOWN;
  }

  private static String whose(String home, String java) {
    if (home != null && Path.of(java).normalize().startsWith(Path.of(home).normalize())) {
      return "pigeon's own runtime in " + java;
    }
    return "this machine's, in " + java;
  }
}
