package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the class-data caches by running the distribution as its users will: a worker, and clients
 * that send it commands, with homes and a cache of their own.
 *
 * <p>What cannot be rehearsed is a warning, and the next best rehearsal takes its place.
 */
final class Training {

  private static final int LIMIT_SECONDS = 60;
  private static final int SNAPSHOT_AGE_MILLIS = 2500;
  private static final String ROUTE = "training";
  private static final int TERMINATED = 128 + 15;

  /** What a client is taught with, the best first; one that succeeds is enough. */
  private static final List<List<String>> CLIENT =
      List.of(
          List.of("--route", ROUTE, "--wait-worker", "20", "echo", "trained"),
          List.of("--embedded", "true"),
          List.of("--version"));

  /** Further commands for the worker, so that it knows terminals, signals and failures. */
  private static final List<List<String>> MORE_FOR_THE_WORKER =
      List.of(
          List.of("--route", ROUTE, "-t", "true"),
          List.of("--route", ROUTE, "-c", "cat >/dev/null; echo err >&2"));

  private final Path launcher;
  private final Path work;
  private final LaunchFile launch;
  private final CacheFormat format;
  private final BuildLog log;

  Training(Path dist, Path work, LaunchFile launch, CacheFormat format, BuildLog log) {
    this.launcher = dist.resolve("bin/pigeon");
    this.work = work;
    this.launch = launch;
    this.format = format;
    this.log = log;
  }

  /**
   * Makes what can be made.
   *
   * @param names the file name for each cache, in the folder of the launch file
   */
  void run(Path lib, Map<Start, String> names) throws IOException, InterruptedException {
    Tree.delete(work);
    Files.createDirectories(work);
    try {
      for (Start taught : rehearse()) {
        create(taught, lib.resolve(names.get(taught)));
        if (Files.exists(lib.resolve(names.get(taught)))) {
          launch.cache(taught, names.get(taught));
        }
      }
    } finally {
      launch.boot(true);
      launch.write();
      Tree.delete(work);
    }
  }

  /** Returns the starts whose classes are noted now. */
  private List<Start> rehearse() throws IOException, InterruptedException {
    List<Start> taught = new ArrayList<>();
    launch.boot(true);
    launch.write();
    try (Execution worker = pigeon(Start.WORKER, recording(Start.WORKER), workerWords())) {
      settle(worker);
      if (teach(Start.CLIENT_BOOT, worker)) {
        taught.add(Start.CLIENT_BOOT);
      }
      launch.boot(false);
      launch.write();
      if (teach(Start.CLIENT, worker)) {
        taught.add(Start.CLIENT);
      }
      for (List<String> words : worker.alive() ? MORE_FOR_THE_WORKER : List.<List<String>>of()) {
        attempt(Start.CLIENT, "", words);
      }
      worker.terminate();
      worker.finish(LIMIT_SECONDS, log, TERMINATED);
      if (Files.exists(work.resolve(notes(Start.WORKER)))) {
        taught.add(Start.WORKER);
      }
    } catch (IOException failed) {
      log.warn("the worker could not be rehearsed: " + failed.getMessage());
    }
    return taught;
  }

  /**
   * Has a client write its configuration, and another its parsed snapshot once the file is old
   * enough to be trusted: what is taught afterwards is the usual start, without a TOML parser.
   */
  private void settle(Execution worker) throws IOException, InterruptedException {
    if (worker.alive() && attempt(Start.CLIENT_BOOT, "", CLIENT.get(0))) {
      TimeUnit.MILLISECONDS.sleep(SNAPSHOT_AGE_MILLIS);
      attempt(Start.CLIENT_BOOT, "", CLIENT.get(0));
    }
  }

  private boolean teach(Start start, Execution worker) throws IOException, InterruptedException {
    for (List<String> words : worker.alive() ? CLIENT : CLIENT.subList(1, CLIENT.size())) {
      if (attempt(start, recording(start), words)) {
        return true;
      }
    }
    return false;
  }

  private boolean attempt(Start start, String options, List<String> words)
      throws InterruptedException, IOException {
    try (Execution client = pigeon(start, options, words)) {
      client.finish(LIMIT_SECONDS, log);
      return true;
    } catch (IOException failed) {
      log.warn("a rehearsal failed: " + failed.getMessage());
      return false;
    }
  }

  private void create(Start start, Path cache) throws IOException, InterruptedException {
    launch.boot(start == Start.CLIENT_BOOT);
    launch.write();
    String fresh = start.label() + "." + format.extension();
    List<String> words = start == Start.WORKER ? workerWords() : List.of("--version");
    try (Execution creator = pigeon(start, format.create(notes(start), fresh), words)) {
      creator.finish(LIMIT_SECONDS, log);
      Files.move(
          work.resolve(fresh),
          cache,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      log.warn("no class-data cache for " + start.label() + ": " + failed.getMessage());
    }
  }

  /** All paths given to Java are relative to the working folder, whose own may hold spaces. */
  private Execution pigeon(Start start, String options, List<String> words) throws IOException {
    Path home = Files.createDirectories(work.resolve(start == Start.WORKER ? "worker" : "client"));
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("TMPDIR", work.toString());
    environment.put("PIGEON_CACHE", work.resolve("cache").toString());
    environment.put("PIGEON_NAMESPACE", ROUTE);
    environment.put("PIGEON_USER", ROUTE);
    environment.put("PIGEON_ROUTE", ROUTE);
    environment.put("PIGEON_WORKER_ROUTE", ROUTE);
    environment.put("PIGEON_JAVA_OPTS", options);
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(words);
    return Execution.start(command, work, environment);
  }

  private static List<String> workerWords() {
    return List.of("worker", "--route", ROUTE);
  }

  private String recording(Start start) {
    return format.record(notes(start));
  }

  private static String notes(Start start) {
    return start.label() + ".classes";
  }
}
