package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code pigeon worker}, from its first heartbeat on. */
final class RunningWorker implements AutoCloseable {
  private final Site site;
  private final Running running;
  private final String fileName;

  private RunningWorker(Site site, Running running, String fileName) {
    this.site = site;
    this.running = running;
    this.fileName = fileName;
  }

  static RunningWorker start(Site site, Machine machine, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("worker"));
    words.addAll(List.of(options));
    Running running = machine.startPigeon(machine.home(), words.toArray(new String[0]));
    running.in().close();
    String end = "-" + running.pid() + ".json";
    Optional<String> heartbeat =
        Eventually.see(
            "a heartbeat …" + end + " of " + words,
            () -> {
              if (!running.alive()) {
                throw new AssertionError("the worker ended: " + running.finish());
              }
              return find(site.workers(), end);
            },
            Optional::isPresent);
    return new RunningWorker(site, running, heartbeat.get());
  }

  /** {@code <host>-<pid>}. */
  String name() {
    return fileName.substring(0, fileName.length() - ".json".length());
  }

  Path heartbeat() {
    return site.workers().resolve(fileName);
  }

  /** When it last wrote its heartbeat, by its own clock. */
  String updatedAt() throws IOException {
    return HandSession.JSON.readTree(Files.readAllBytes(heartbeat())).get("updated_at").asText();
  }

  long pid() {
    return running.pid();
  }

  boolean alive() {
    return running.alive();
  }

  String log() throws IOException {
    return running.err();
  }

  void logs(String text) throws Exception {
    running.complains(text);
  }

  void signal(String name) throws IOException, InterruptedException {
    running.signal(name);
  }

  Ran finish() throws IOException, InterruptedException {
    return running.finish();
  }

  /** Ends it in order. */
  Ran stop() throws IOException, InterruptedException {
    signal("TERM");
    return finish();
  }

  @Override
  public void close() {
    running.close();
  }

  private static Optional<String> find(Path folder, String end) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(n -> n.endsWith(end))
          .findAny();
    }
  }
}
