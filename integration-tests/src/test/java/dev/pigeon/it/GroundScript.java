package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the scripts in {@link Ground#SCRIPTS}, which build grounds and take them down. */
final class GroundScript {
  private final Path script;
  private final Path log;
  private final Map<String, String> environment = new HashMap<>();

  GroundScript(String name, Path log) {
    this.script = Ground.SCRIPTS.resolve(name);
    this.log = log;
  }

  /** A variable for the script. */
  GroundScript set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  List<String> words(String... arguments) {
    List<String> words = new ArrayList<>(List.of("bash", script.toString()));
    words.addAll(List.of(arguments));
    return words;
  }

  void run(Duration limit, String... arguments) throws IOException, InterruptedException {
    // Daemons that it starts keep its output open, hence a file and no pipe.
    ProcessBuilder builder =
        new ProcessBuilder(words(arguments))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    if (!ended || process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", words(arguments))
              + (ended ? " failed: " : " did not end within " + limit.toSeconds() + " s: ")
              + Files.readString(log));
    }
  }
}
