package dev.pigeon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes all figures and leaves the table in {@code target/figures/performance.md}. Settings are
 * system properties:
 *
 * <ul>
 *   <li>{@code pigeon.dist}: the distribution
 *   <li>{@code bench.folder}: where the shared folders are made; a new one below the system's
 *       temporary folder unless given
 *   <li>{@code bench.only}: a pattern of the figures to take
 *   <li>{@code bench.idle}: seconds without a request before the first byte is timed, 60
 *   <li>{@code bench.old}: numbers of finished sessions, {@code 10000,100000}
 * </ul>
 */
public final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    Path distribution = Path.of(System.getProperty("pigeon.dist")).toRealPath();
    String given = setting("bench.folder", "");
    Path folder =
        given.isEmpty()
            ? Files.createTempDirectory("pigeon-bench")
            : Files.createDirectories(Path.of(given));
    Pattern only = Pattern.compile(setting("bench.only", "."));
    Table table = new Table();
    System.out.println(machine(folder));
    try (BenchSite fast = new BenchSite(folder.resolve("fast"), distribution, Map.of());
        BenchSite full = new BenchSite(folder.resolve("full"), distribution, Map.of());
        BenchSite durable =
            new BenchSite(
                folder.resolve("durable"), distribution, Map.of("PIGEON_APPEND_FSYNC", "always"))) {
      HelloWorld hello = new HelloWorld(folder.resolve("hello"), distribution);
      List<Figure> figures =
          List.of(
              new StartFigure(fast, hello),
              new StreamFigure(fast),
              new TerminalFigure(fast),
              new IdleFigure(fast, Integer.parseInt(setting("bench.idle", "60"))),
              new OldSessionsFigure(fast, full, numbers(setting("bench.old", "10000,100000"))),
              new CrowdFigure(fast, hello),
              new FsyncFigure(fast, durable));
      for (Figure figure : figures) {
        if (only.matcher(figure.name()).find()) {
          figure.take(table);
        }
      }
    } finally {
      delete(folder);
    }
    Path report = Path.of("target", "figures", "performance.md");
    Files.createDirectories(report.getParent());
    Files.writeString(report, table.toString());
    System.out.println("\n" + table + "\nalso in " + report.toAbsolutePath());
  }

  private static String setting(String name, String usual) {
    String value = System.getProperty(name, "");
    return value.isEmpty() ? usual : value;
  }

  private static List<Integer> numbers(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).map(Integer::valueOf).toList();
  }

  private static String machine(Path folder) throws IOException {
    return Table.text(
        "%d processors, load %s, %s on %s",
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
        Files.getFileStore(folder).type(),
        System.getProperty("os.version"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
