package dev.pigeon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many at once through one worker. */
final class CrowdFigure implements Figure {
  private static final int STREAMS = 16;
  private static final long STREAM_BYTES = 256L << 20;
  private static final double TOTAL_AIM = 1.5;
  private static final double MEGABYTES_AIM = 256;
  private static final int CLIENTS = 8;
  private static final int LOOPS = 25;

  private final BenchSite site;
  private final HelloWorld hello;

  CrowdFigure(BenchSite site, HelloWorld hello) {
    this.site = site;
    this.hello = hello;
  }

  @Override
  public String name() {
    return "crowd";
  }

  @Override
  public void take(Table table) throws Exception {
    // Each in a folder of its own: sessions of one folder run one after another.
    String stream = "pigeon head -c " + STREAM_BYTES + " /dev/zero > /dev/null";
    double[] single = new double[3];
    double[] crowd = new double[3];
    for (int i = 0; i < single.length; i++) {
      single[i] = STREAM_BYTES / 1e6 / site.time(stream).wall();
      crowd[i] = STREAMS * STREAM_BYTES / 1e6 / together(STREAMS, stream);
    }
    double one = new Sample(single).median();
    double all = new Sample(crowd).median();
    table.add(
        STREAMS + " sessions streaming through one worker",
        Table.text("%.0f MB/s together", all),
        Table.text("one session %.0f MB/s, ratio %.2f", one, all / one),
        TOTAL_AIM + " times",
        Table.Verdict.of(all / one >= TOTAL_AIM));
    double peak = ProcessFigures.peakMegabytes(site.worker());
    table.add(
        "the worker's peak memory",
        Table.text("%.0f MB", peak),
        "-",
        Table.text("under %.0f MB", MEGABYTES_AIM),
        Table.Verdict.of(peak < MEGABYTES_AIM));
    int total = CLIENTS * LOOPS;
    String loop = "for i in $(seq " + LOOPS + "); do ";
    double sessions = total / together(CLIENTS, loop + "pigeon true; done");
    double hellos = total / together(CLIENTS, loop + hello.snippet() + "; done");
    table.add(
        "short commands of " + CLIENTS + " clients in loops",
        Table.text("%.1f sessions a second", sessions),
        Table.text("hello-world %.1f a second, ratio %.2f", hellos, hellos / sessions),
        "stated",
        Table.Verdict.STATED);
  }

  /** Seconds until so many of the same snippet, each in a folder of its own, have ended. */
  private double together(int count, String snippet) throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(count);
    try {
      List<Callable<Timing>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String cwd = site.cwd("crowd-" + i).toString();
        all.add(() -> site.time("cd '" + cwd + "' && { " + snippet + "; }"));
      }
      long start = System.nanoTime();
      for (Future<Timing> each : starters.invokeAll(all)) {
        each.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      starters.shutdown();
    }
  }
}
