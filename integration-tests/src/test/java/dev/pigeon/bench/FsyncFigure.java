package dev.pigeon.bench;

/** What it costs to have every record on the disk before it counts. */
final class FsyncFigure implements Figure {
  private static final int RUNS = 20;
  private static final int STREAM_RUNS = 3;
  private static final int MEGABYTES = 200;

  private final BenchSite fast;
  private final BenchSite durable;

  FsyncFigure(BenchSite fast, BenchSite durable) {
    this.fast = fast;
    this.durable = durable;
  }

  @Override
  public String name() {
    return "fsync";
  }

  @Override
  public void take(Table table) throws Exception {
    Pairs starts =
        Pairs.take(RUNS, () -> durable.time("pigeon true"), () -> fast.time("pigeon true"));
    stated(table, "`pigeon true` with fsync", starts);
    String stream = "pigeon head -c " + MEGABYTES + "000000 /dev/zero > /dev/null";
    Pairs streams = Pairs.take(STREAM_RUNS, () -> durable.time(stream), () -> fast.time(stream));
    stated(table, MEGABYTES + " MB of output with fsync", streams);
  }

  private static void stated(Table table, String what, Pairs pairs) {
    table.add(
        what,
        Table.text("%.2f s", pairs.first(Timing::wall)),
        Table.text(
            "fast mode %.2f s, ratio %.2f", pairs.second(Timing::wall), pairs.ratio(Timing::wall)),
        "stated",
        Table.Verdict.STATED);
  }
}
