package dev.pigeon.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A home with a configuration, a shared folder of its own, and a worker that serves it. */
final class BenchSite implements AutoCloseable {
  private static final int WORKER_LIMIT = 30;

  private final Path folder;
  private final Path distribution;
  private final Map<String, String> environment;
  private final Process worker;

  /**
   * Starts the worker and waits for its first heartbeat.
   *
   * @param folder to live in; made
   * @param extra variables for client and worker
   */
  BenchSite(Path folder, Path distribution, Map<String, String> extra) throws Exception {
    this.folder = Files.createDirectories(folder).toRealPath();
    this.distribution = distribution;
    Files.createDirectories(this.folder.resolve("tmp"));
    Files.createDirectories(sessions());
    environment = new HashMap<>(extra);
    environment.put("HOME", this.folder.toString());
    environment.put("TMPDIR", this.folder.resolve("tmp").toString());
    environment.put("PATH", distribution.resolve("bin") + ":/usr/bin:/bin");
    environment.put("LC_ALL", "C.UTF-8");
    Path config = this.folder.resolve(".config/pigeon/config.toml");
    Files.createDirectories(config.getParent());
    // What lies there must stay: old sessions are part of some figures.
    Files.writeString(
        config,
        "cache = \"%s\"\nnamespace = \"bench\"\nuser = \"bench\"\n\n[session]\nkeep_count = 1000000\n"
            .formatted(cache()));
    worker =
        process("pigeon", "worker", "--max-jobs", "16")
            .redirectError(this.folder.resolve("worker.log").toFile())
            .start();
    awaitHeartbeat();
  }

  Path distribution() {
    return distribution;
  }

  Path cache() {
    return folder.resolve("cache");
  }

  Path sessions() {
    return cache().resolve("namespaces/bench/sessions");
  }

  /** A working folder of this name. */
  Path cwd(String name) throws IOException {
    return Files.createDirectories(folder.resolve("cwd").resolve(name));
  }

  long worker() {
    return worker.pid();
  }

  Map<String, String> environment() {
    return environment;
  }

  ProcessBuilder process(String... words) throws IOException {
    String[] whole = words.clone();
    whole[0] = words[0].equals("pigeon") ? distribution.resolve("bin/pigeon").toString() : words[0];
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(cwd("main").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /** Runs a bash snippet to its end; what it prints is thrown away. */
  Timing time(String snippet) throws Exception {
    Path told = Files.createTempFile(folder, "time", "");
    try {
      String timed = "TIMEFORMAT='%3R %3U %3S'; time { " + snippet + "\n} 2>&3";
      Process process =
          process("/bin/bash", "-c", "exec 3>/dev/null; " + timed)
              .redirectError(told.toFile())
              .start();
      int exit = process.waitFor();
      String[] words = Files.readString(told).strip().split("\\s+");
      if (exit != 0 || words.length != 3) {
        throw new IOException("exit " + exit + " of " + snippet + ": " + List.of(words));
      }
      double wall = Double.parseDouble(words[0]);
      return new Timing(wall, Double.parseDouble(words[1]) + Double.parseDouble(words[2]));
    } finally {
      Files.delete(told);
    }
  }

  /** The greatest memory that a process of these words ever held at once, in megabytes. */
  double peakMegabytes(String... words) throws Exception {
    Process process = process(words).start();
    double peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, ProcessFigures.peakMegabytes(process.pid()));
    }
    return peak;
  }

  /** Ends the worker in order. */
  @Override
  public void close() {
    worker.destroy();
    worker.onExit().join();
  }

  private void awaitHeartbeat() throws Exception {
    Path heartbeat =
        cache()
            .resolve("namespaces/bench/workers")
            .resolve(InetAddress.getLocalHost().getHostName() + "-" + worker.pid() + ".json");
    long start = System.nanoTime();
    while (!Files.exists(heartbeat)) {
      if (!worker.isAlive() || System.nanoTime() - start > WORKER_LIMIT * 1_000_000_000L) {
        throw new IOException(
            "no worker: " + Files.readString(folder.resolve("worker.log"), StandardCharsets.UTF_8));
      }
      Thread.sleep(20);
    }
  }
}
