package dev.pigeon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures with their references, as Markdown. */
final class Table {
  /** How a figure stands to what it is meant to reach. */
  enum Verdict {
    REACHED("yes"),
    MISSED("**no**"),
    STATED("-");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    static Verdict of(boolean reached) {
      return reached ? REACHED : MISSED;
    }
  }

  private final List<String> rows = new ArrayList<>();

  /** Adds a row and prints it, so that a long run shows where it is. */
  void add(String what, String figure, String reference, String aim, Verdict verdict) {
    String row = "| " + String.join(" | ", what, figure, reference, aim, verdict.word) + " |";
    rows.add(row);
    System.out.println(row);
  }

  /** A figure that is wanted at most so many times its reference. */
  void atMost(double times, String what, String figure, String reference, double ratio) {
    add(
        what,
        figure,
        reference + ", ratio " + text("%.2f", ratio),
        "at most " + text("%.1f", times) + " times",
        Verdict.of(ratio <= times));
  }

  /** A number in the table's own spelling, whatever the locale. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  @Override
  public String toString() {
    return "| what | pigeon | reference in the same run | aim | reached |\n|---|---|---|---|---|\n"
        + String.join("\n", rows)
        + "\n";
  }
}
