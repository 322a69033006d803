package dev.pigeon.bench;

/** How fast bytes travel, beside the same bytes through a file of the same folder. */
final class StreamFigure implements Figure {
  private static final long OUT_BYTES = 2L << 30;
  private static final long IN_BYTES = 1L << 30;
  private static final int RUNS = 3;
  private static final double OUT_AIM = 0.35;
  private static final double OUT_MEGABYTES_AIM = 300;
  private static final double IN_AIM = 0.3;
  private static final double LINES_AIM = 1.3;
  private static final String MILLION_LINES =
      "perl -e '$|=1; print qq(1234567890123456789\\n) for 1..1000000'";
  private static final String MILLION_AT_ONCE = "yes 1234567890123456789 | head -n 1000000";
  private static final String DRIBBLE =
      "perl -e '$t=0.0001; for (1..20000) { syswrite STDOUT, q(x); select undef, undef, undef, $t }'";

  private final BenchSite site;

  StreamFigure(BenchSite site) {
    this.site = site;
  }

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public void take(Table table) throws Exception {
    String file = "'" + site.cache().resolve("reference") + "'";
    Pairs out =
        Pairs.take(
            RUNS,
            () -> site.time("pigeon head -c " + OUT_BYTES + " /dev/zero | cat > /dev/null"),
            () ->
                site.time(
                    "head -c %d /dev/zero > %s; cat %s > /dev/null; rm %s"
                        .formatted(OUT_BYTES, file, file, file)));
    share(table, "output of 2 GB", OUT_BYTES, out, OUT_AIM, OUT_MEGABYTES_AIM);

    String source = "'" + site.cache().resolve("source") + "'";
    site.time("head -c " + IN_BYTES + " /dev/zero > " + source);
    Pairs in =
        Pairs.take(
            RUNS,
            () -> site.time("pigeon 'cat > /dev/null' < " + source),
            () ->
                site.time(
                    "cat %s > %s; cat %s > /dev/null; rm %s".formatted(source, file, file, file)));
    share(table, "input of 1 GB", IN_BYTES, in, IN_AIM, 0);
    site.time("rm " + source);

    like(table, "1,000,000 lines of 20 bytes, each written alone", MILLION_LINES, RUNS);
    like(table, "1,000,000 lines of 20 bytes in large writes", MILLION_AT_ONCE, 5);
    like(table, "20,000 writes of 1 byte, 100 µs apart", DRIBBLE, RUNS);
  }

  private static void share(
      Table table, String what, long bytes, Pairs pairs, double aim, double least) {
    double rate = bytes / 1e6 / pairs.first(Timing::wall);
    double reference = bytes / 1e6 / pairs.second(Timing::wall);
    table.add(
        what,
        Table.text("%.0f MB/s", rate),
        Table.text("written and read %.0f MB/s, ratio %.2f", reference, rate / reference),
        aim + " of it" + (least > 0 ? Table.text(", and %.0f MB/s", least) : ""),
        Table.Verdict.of(rate / reference >= aim && rate >= least));
  }

  private void like(Table table, String what, String command, int runs) throws Exception {
    Pairs pairs =
        Pairs.take(
            runs,
            () -> site.time("pigeon -c " + quoted(command) + " | cat > /dev/null"),
            () -> site.time("{ " + command + "; } | cat > /dev/null"));
    table.atMost(
        LINES_AIM,
        what,
        Table.text("%.2f s", pairs.first(Timing::wall)),
        Table.text("locally %.2f s", pairs.second(Timing::wall)),
        pairs.ratio(Timing::wall));
  }

  private static String quoted(String command) {
    return "'" + command.replace("'", "'\\''") + "'";
  }
}
