package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a worker holds while it is idle, told by {@code /proc} and by what lies around it.
 *
 * @param threads the names of its threads, but for those that Java keeps for itself
 * @param descriptors its open files
 * @param children its child processes
 * @param files names in its TMPDIR, in its locks and hidden ones in the namespace
 */
record Footprint(List<String> threads, long descriptors, long children, List<String> files) {
  /** Compilers come and go, and who waits for a process is kept for a minute after its end. */
  private static final Pattern JAVAS = Pattern.compile("C[12] Compiler.*|process reaper.*|java");

  /** Files that are just open. */
  private static final int SLACK = 3;

  static Footprint of(RunningWorker worker, Machine machine, Site site) throws IOException {
    Path process = Path.of("/proc", Long.toString(worker.pid()));
    long children = ProcessHandle.of(worker.pid()).orElseThrow().children().count();
    try (Stream<Path> temporary = Files.walk(machine.temporary());
        Stream<Path> locks = Files.walk(site.locks());
        Stream<Path> names = Files.walk(site.namespace())) {
      Stream<Path> hidden = names.filter(each -> each.getFileName().toString().startsWith("."));
      List<String> files =
          Stream.of(temporary, locks, hidden).flatMap(each -> each).map(Path::toString).toList();
      return new Footprint(
          threads(process.resolve("task")), count(process.resolve("fd")), children, files);
    }
  }

  private static List<String> threads(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.toList()) {
        String name = name(each);
        if (!JAVAS.matcher(name).matches()) {
          names.add(name);
        }
      }
    }
    names.sort(null);
    return names;
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException ended) {
      return "java";
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  /** Whether it is no larger than {@code before}. */
  boolean fits(Footprint before) {
    return threads.size() <= before.threads.size()
        && descriptors <= before.descriptors + SLACK
        && children <= before.children
        && files.size() <= before.files.size();
  }

  /** Waits until what was used for a while is given back. */
  static void returnsTo(Footprint before, RunningWorker worker, Machine machine, Site site)
      throws Exception {
    Footprint after =
        Eventually.see(
            "no more than " + before, () -> of(worker, machine, site), seen -> seen.fits(before));
    assertTrue(after.threads.size() > 2 && after.descriptors > 2, after::toString);
  }
}
