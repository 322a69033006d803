package dev.pigeon.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the shortest command costs, beside the shortest Java program. */
final class StartFigure implements Figure {
  private static final int RUNS = 60;
  private static final int MEMORY_RUNS = 9;
  private static final double WALL_AIM = 2.2;
  private static final double CPU_AIM = 2.0;
  private static final double MEGABYTES_AIM = 55;

  private final BenchSite site;
  private final HelloWorld hello;

  StartFigure(BenchSite site, HelloWorld hello) {
    this.site = site;
    this.hello = hello;
  }

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void take(Table table) throws Exception {
    Pairs pairs =
        Pairs.take(RUNS, () -> site.time("pigeon true"), () -> site.time(hello.snippet()));
    table.atMost(
        WALL_AIM,
        "`pigeon true`, wall",
        millis(pairs.first(Timing::wall)),
        "hello-world " + millis(pairs.second(Timing::wall)),
        pairs.ratio(Timing::wall));
    table.atMost(
        CPU_AIM,
        "its client's processor time",
        millis(pairs.first(Timing::cpu)),
        "hello-world " + millis(pairs.second(Timing::cpu)),
        pairs.ratio(Timing::cpu));
    double own = peak("pigeon", "true");
    table.add(
        "its client's peak memory",
        Table.text("%.0f MB", own),
        Table.text("hello-world %.0f MB", peak(hello.words().toArray(new String[0]))),
        Table.text("at most %.0f MB", MEGABYTES_AIM),
        Table.Verdict.of(own <= MEGABYTES_AIM));
  }

  private double peak(String... words) throws Exception {
    List<Double> peaks = new ArrayList<>();
    for (int i = 0; i < MEMORY_RUNS; i++) {
      peaks.add(site.peakMegabytes(words));
    }
    return Collections.max(peaks);
  }

  private static String millis(double seconds) {
    return Table.text("%.0f ms", seconds * 1000);
  }
}
