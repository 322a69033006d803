package dev.pigeon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether what has piled up in the folder slows anything down. */
final class OldSessionsFigure implements Figure {
  private static final int RUNS = 40;
  private static final int SECONDS = 20;
  private static final double RATIO_AIM = 1.1;

  /** Just after its first sessions Java compiles what they used. */
  private static final long SETTLE_MILLIS = 15_000;

  private static final double PERCENT_AIM = 1;
  private static final String TIME = "2026-02-28T07:15:03.123456Z";

  private final BenchSite empty;
  private final BenchSite full;
  private final List<Integer> counts;

  /**
   * @param empty a site without old sessions
   * @param full a site that will get them
   * @param counts how many old sessions, rising
   */
  OldSessionsFigure(BenchSite empty, BenchSite full, List<Integer> counts) {
    this.empty = empty;
    this.full = full;
    this.counts = counts;
  }

  @Override
  public String name() {
    return "old";
  }

  @Override
  public void take(Table table) throws Exception {
    int there = 0;
    for (int count : counts) {
      for (; there < count; there++) {
        finished(there);
      }
      Pairs pairs =
          Pairs.take(RUNS, () -> full.time("pigeon true"), () -> empty.time("pigeon true"));
      table.atMost(
          RATIO_AIM,
          Table.text("`pigeon true` beside %,d finished sessions", count),
          Table.text("%.0f ms", pairs.first(Timing::wall) * 1000),
          Table.text("empty cache %.0f ms", pairs.second(Timing::wall) * 1000),
          pairs.ratio(Timing::wall));
      Thread.sleep(SETTLE_MILLIS);
      double percent = ProcessFigures.percentOfCore(full.worker(), SECONDS);
      table.add(
          Table.text("idle worker beside %,d finished sessions", count),
          Table.text("%.2f %% of a core", percent),
          Table.text("empty cache %.2f %%", ProcessFigures.percentOfCore(empty.worker(), SECONDS)),
          Table.text("%.0f %%", PERCENT_AIM),
          Table.Verdict.of(percent <= PERCENT_AIM));
    }
  }

  private void finished(int number) throws IOException {
    String id = (System.currentTimeMillis() - 3_600_000) + "-" + Table.text("%012x", number);
    Path session = Files.createDirectories(full.sessions().resolve(id));
    Files.writeString(
        session.resolve("request.json"),
        """
        {"session_id":"%s","command":["true"],"cwd":"/tmp","route":null,"created_at":"%s",
        "requester":{"host":"bench","pid":1,"user":"bench"},"env":{},
        "terminal":{"stdin_isatty":false,"stdout_isatty":false,"size":null}}
        """
            .formatted(id, TIME));
    Files.writeString(session.resolve("worker.claim"), "worker_host=bench\nworker_pid=1\n");
    Files.writeString(
        session.resolve("stream.jsonl"),
        "{\"type\":\"event\",\"event\":\"exit\",\"exit_code\":0,\"raw_return_code\":0,\"ts\":\"%s\"}\n"
            .formatted(TIME));
    Files.writeString(
        session.resolve("status.json"),
        """
        {"session_id":"%s","state":"succeeded","created_at":"%s","updated_at":"%s","exit_code":0}
        """
            .formatted(id, TIME, TIME));
  }
}
