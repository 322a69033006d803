package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One machine of a ground, on which bash scripts can be run.
 *
 * @param name for messages
 * @param prefix the words that run the script that follows them on that machine
 * @param pigeon the folder of the distribution there
 * @param share the shared folder there
 * @param home a folder of its own there, for HOME, TMPDIR and working folders; to be made
 * @param logs a folder here for what the scripts print
 */
record Host(String name, List<String> prefix, String pigeon, String share, String home, Path logs) {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  Ran run(String script) throws IOException, InterruptedException {
    return run(LIMIT, script);
  }

  Ran run(Duration limit, String script) throws IOException, InterruptedException {
    try (Running running = start(script)) {
      return running.finish(limit);
    }
  }

  /** What the script printed, which must have ended with 0. */
  String tell(String script) throws IOException, InterruptedException {
    return run(script).ended(0).out().strip();
  }

  Running start(String script) throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.add(environment() + script);
    Files.createDirectories(logs);
    String label = name + "-" + COUNT.incrementAndGet();
    Path out = logs.resolve(label + ".out");
    Path err = logs.resolve(label + ".err");
    Process process =
        new ProcessBuilder(words)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Running(List.of(name, script), process, out, err);
  }

  private String environment() {
    return String.join(
        "\n",
        "for each in ${!PIGEON_*}; do unset $each; done",
        "export HOME=" + home + " TMPDIR=" + home + "/tmp LC_ALL=C.UTF-8 TERM=xterm",
        "export PATH=" + pigeon + "/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "export PIGEON_CACHE=" + share + "/cache PIGEON_NAMESPACE=it PIGEON_USER=it",
        "mkdir -p $TMPDIR && cd $HOME || exit 97",
        "");
  }
}
