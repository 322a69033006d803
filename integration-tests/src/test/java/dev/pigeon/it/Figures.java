package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lines of a table of figures, for the report of a ground. */
final class Figures {
  private final String title;
  private final List<String> lines = new ArrayList<>();

  Figures(String title) {
    this.title = title;
  }

  void add(String name, String value) {
    lines.add(String.format(Locale.ROOT, "%-44s %s", name, value));
  }

  /** Median and worst. */
  void add(String name, long[] micros) {
    add(
        name,
        String.format(
            Locale.ROOT,
            "median %.3f s, worst %.3f s of %d",
            median(micros) / 1e6,
            worst(micros) / 1e6,
            micros.length));
  }

  static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  static long worst(long[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  /** Prints the table, and leaves it in {@code target/figures} for a report at the end. */
  void print() throws IOException {
    System.out.println(this);
    Path folder = Files.createDirectories(Path.of("target", "figures"));
    Files.writeString(
        folder.resolve(title.replaceAll("[^A-Za-z0-9.]+", "-") + ".txt"), this + "\n");
  }

  @Override
  public String toString() {
    return "== figures: " + title + "\n   " + String.join("\n   ", lines);
  }
}
