package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The shared folder, the machines around it and everything that runs there. Closing it ends the
 * workers in order and fails if a process or a temporary file is left.
 */
final class Site {
  /** A variable that marks every process of one site, commands of its workers included. */
  static final String TAG = "PIGEON_IT";

  private final Path folder;
  private final String tag = UUID.randomUUID().toString();
  private final List<Machine> machines = new ArrayList<>();
  private final List<RunningWorker> workers = new ArrayList<>();
  private final Machine client;
  private final Machine worker;
  private int folders;

  /**
   * @param folder an empty folder to live in
   */
  Site(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    client = machine("gpu").configure("");
    worker = machine("cpu").configure("");
  }

  /** Where the build left the distribution. */
  static Path distribution() {
    return Path.of(System.getProperty("pigeon.dist")).toAbsolutePath().normalize();
  }

  Path launcher() {
    return distribution().resolve("bin/pigeon");
  }

  String tag() {
    return tag;
  }

  /** The machine at which commands are typed. */
  Machine client() {
    return client;
  }

  /** The machine that runs them. */
  Machine worker() {
    return worker;
  }

  Machine machine(String name) throws IOException {
    Machine machine = new Machine(this, folder.resolve(name));
    machines.add(machine);
    return machine;
  }

  RunningWorker serve(String... options) throws Exception {
    return serve(worker, options);
  }

  RunningWorker serve(Machine machine, String... options) throws Exception {
    RunningWorker started = RunningWorker.start(this, machine, options);
    workers.add(started);
    return started;
  }

  Path cache() {
    return folder.resolve("cache");
  }

  Path namespace() {
    return cache().resolve("namespaces/it");
  }

  Path workers() {
    return namespace().resolve("workers");
  }

  Path sessions() {
    return namespace().resolve("sessions");
  }

  Path locks() {
    return namespace().resolve("locks");
  }

  /** The names of all sessions, oldest first. */
  List<String> sessionNames() throws IOException {
    if (!Files.isDirectory(sessions())) {
      return List.of();
    }
    try (Stream<Path> each = Files.list(sessions())) {
      return each.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** A fresh folder that both machines see, so that a test waits for no other's. */
  synchronized Path project() throws IOException {
    return Files.createDirectories(folder.resolve("project-" + folders++));
  }

  /** Processes of this site other than its workers. */
  List<String> strays() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path each : all.filter(path -> path.getFileName().toString().matches("\\d+")).toList()) {
        long pid = Long.parseLong(each.getFileName().toString());
        boolean isWorker = workers.stream().anyMatch(one -> one.alive() && one.pid() == pid);
        if (!isWorker && read(each.resolve("environ")).contains(TAG + "=" + tag)) {
          found.add(pid + " " + read(each.resolve("cmdline")).replace('\0', ' '));
        }
      }
    }
    return found;
  }

  /** Waits until nothing but the workers runs. */
  void becomesQuiet() throws Exception {
    Eventually.see("no process but the workers", this::strays, List::isEmpty);
  }

  /** Waits until nothing runs but the workers and what a terminal's window holds by itself. */
  void becomesQuietBut(Terminal terminal) throws Exception {
    String shell = terminal.pid() + " ";
    Eventually.see(
        "no process but the workers and the local shell",
        this::strays,
        found -> found.stream().allMatch(each -> each.startsWith(shell)));
  }

  void close() throws Exception {
    try {
      for (RunningWorker each : workers) {
        if (each.alive()) {
          each.signal("TERM");
        }
      }
      for (RunningWorker each : workers) {
        each.finish();
      }
      becomesQuiet();
      for (Machine machine : machines) {
        try (Stream<Path> left = Files.walk(machine.temporary())) {
          assertEquals(List.of(machine.temporary()), left.toList(), "left in TMPDIR");
        }
      }
    } finally {
      for (RunningWorker each : workers) {
        each.close();
      }
      for (String each : strays()) {
        ProcessHandle.of(Long.parseLong(each.substring(0, each.indexOf(' '))))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // the process has ended, or is somebody else's
    }
  }
}
