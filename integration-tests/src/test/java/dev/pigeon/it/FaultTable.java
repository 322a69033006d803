package dev.pigeon.it;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** What became of every session that a fault met, one line a fault; shared by all tests. */
final class FaultTable {
  /** How long each kind of fault is injected. */
  static final long SECONDS = Long.getLong("pigeon.faults.seconds", 3);

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  private FaultTable() {}

  /** Begins a line, with a seed of its own that {@code -Dpigeon.faults.seed} repeats. */
  static synchronized Row row(String fault) {
    Row row = new Row(fault, Long.getLong("pigeon.faults.seed", System.nanoTime()));
    System.out.println(fault + ": -Dpigeon.faults.seed=" + row.seed);
    ROWS.put(fault, row);
    return row;
  }

  /** Writes all lines so far. */
  static synchronized void print() throws IOException {
    Figures figures = new Figures("faults");
    figures.add("fault", "injected survived  lost  hung twice wrong  seed");
    ROWS.forEach((fault, row) -> figures.add(fault, row.toString()));
    figures.print();
  }

  /** What became of one session. */
  enum Outcome {
    /** It ended as if nothing had happened. */
    SURVIVED,
    /** It ended once, with a line that says so. */
    LOST,
    /** It, or its client, did not end in time. */
    HUNG,
    /** Its command was started again. */
    TWICE,
    /** It ended with a code or output that is not its own, and no word of it. */
    WRONG
  }

  /** One kind of fault. */
  static final class Row {
    private final String fault;
    private final long seed;
    private final Random random;
    private final int[] counts = new int[Outcome.values().length];
    private final long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    private final StringBuilder bad = new StringBuilder();
    private int injected;

    private Row(String fault, long seed) {
      this.fault = fault;
      this.seed = seed;
      random = new Random(seed);
    }

    Random random() {
      return random;
    }

    boolean goesOn() {
      return System.nanoTime() - end < 0;
    }

    void injected() {
      injected++;
    }

    void add(Outcome outcome, Object evidence) {
      counts[outcome.ordinal()]++;
      if (outcome.ordinal() > Outcome.LOST.ordinal()) {
        bad.append("\n== ").append(outcome).append(": ").append(evidence);
      }
    }

    /** That no session hung, ran twice or ended wrongly, and that there was something to it. */
    void judge() {
      if (injected == 0 || bad.length() > 0) {
        throw new AssertionError(fault + " " + this + bad);
      }
    }

    @Override
    public String toString() {
      StringBuilder out = new StringBuilder(String.format(Locale.ROOT, "%8d", injected));
      for (Outcome each : Outcome.values()) {
        int width = each == Outcome.SURVIVED ? 9 : 6;
        out.append(String.format(Locale.ROOT, "%" + width + "d", counts[each.ordinal()]));
      }
      return out.append("  ").append(seed).toString();
    }
  }
}
