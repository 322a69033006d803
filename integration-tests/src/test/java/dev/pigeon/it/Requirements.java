package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Looks for what a ground needs and collects what is missing, by name. */
final class Requirements {
  private final List<String> missing = new ArrayList<>();

  Requirements root() {
    return need(System.getProperty("user.name").equals("root"), "to be root");
  }

  Requirements program(String name, String debianPackage) {
    boolean found =
        Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    return need(found, name + " (Debian's package " + debianPackage + ")");
  }

  Requirements file(String path, String why) {
    return need(Files.exists(Path.of(path)), path + " (" + why + ")");
  }

  /**
   * Room in a folder, as far as its file system tells.
   *
   * @param remedy how to make more
   */
  Requirements room(String folder, long megabytes, String remedy) {
    long free;
    try {
      free = Files.getFileStore(Path.of(folder)).getUsableSpace() >> 20;
    } catch (IOException e) {
      free = 0;
    }
    return need(
        free >= megabytes,
        megabytes + " MB of room in " + folder + ", which has " + free + " (" + remedy + ")");
  }

  /** A command that must succeed. */
  Requirements works(String what, String... words) {
    return need(succeeds(words), what);
  }

  private Requirements need(boolean there, String what) {
    if (!there) {
      missing.add(what);
    }
    return this;
  }

  List<String> missing() {
    return List.copyOf(missing);
  }

  /**
   * Has a test fail where all grounds are required, and else be left out, if it lacks something.
   */
  static void demand(String who, List<String> missing) {
    if (!missing.isEmpty()) {
      String message = who + " needs " + String.join("; ", missing);
      if (System.getProperty("pigeon.grounds", "").equals("required")) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
  }

  private static boolean succeeds(String... words) {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly(); // an engine that hangs is none
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
