package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that ran to its end, with exactly the environment it was given.
 *
 * @param exit its exit code
 * @param out all of its standard output
 * @param err all of its standard error
 */
record Ran(int exit, String out, String err) {

  static Ran run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("ran", ".out");
    Path err = Files.createTempFile("ran", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly();
      Ran ran = new Ran(ended ? process.exitValue() : -1, read(out), read(err));
      assertTrue(ended, () -> command + " did not end; so far: " + ran);
      return ran;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
