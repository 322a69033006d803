package dev.pigeon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What waiting costs, and how late something is that comes after a long wait. */
final class IdleFigure implements Figure {
  private static final int SECONDS = 20;
  private static final int SAMPLES = 5;
  private static final double PERCENT_AIM = 0.5;
  private static final double CALLS_AIM = 10;
  private static final double FIRST_BYTE_AIM = 15;
  private static final String TIME = "2026-02-28T07:15:03.123456Z";

  private final BenchSite site;
  private final int idleSeconds;

  /**
   * @param idleSeconds how long nothing happens before each request
   */
  IdleFigure(BenchSite site, int idleSeconds) {
    this.site = site;
    this.idleSeconds = idleSeconds;
  }

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void take(Table table) throws Exception {
    Thread.sleep(10_000); // the rhythm of waiting sets in
    idle(table, "idle worker", site.worker());
    Process client = site.process("pigeon", "sleep", "1000").start();
    try {
      Thread.sleep(10_000);
      idle(table, "idle client of a silent command", client.pid());
    } finally {
      client.destroy();
      client.waitFor(10, TimeUnit.SECONDS);
    }
    double[] readings = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      Thread.sleep(idleSeconds * 1000L);
      readings[i] = firstByte();
    }
    Sample late = new Sample(readings);
    table.add(
        "request to first byte, worker idle for " + idleSeconds + " s",
        Table.text("median %.1f ms, most %.1f ms of %d", late.median(), late.p99(), SAMPLES),
        "-",
        Table.text("under %.0f ms", FIRST_BYTE_AIM),
        Table.Verdict.of(late.median() < FIRST_BYTE_AIM));
  }

  private void idle(Table table, String what, long pid) throws Exception {
    double percent = ProcessFigures.percentOfCore(pid, SECONDS);
    double calls = fileCalls(pid);
    table.add(
        what,
        Table.text(
            "%.2f %% of a core, %s",
            percent, calls < 0 ? "no strace" : Table.text("%.1f file calls a second", calls)),
        "-",
        Table.text("%.1f %%, %.0f a second", PERCENT_AIM, CALLS_AIM),
        Table.Verdict.of(percent <= PERCENT_AIM && calls <= CALLS_AIM));
  }

  /** System calls on names of files and on folders, a second; -1 without strace. */
  private static double fileCalls(long pid) throws Exception {
    Path told = Files.createTempFile("calls", "");
    try {
      Process strace =
          new ProcessBuilder(
                  List.of(
                      "strace",
                      "-f",
                      "-qq",
                      "-e",
                      "trace=%file,getdents64,fsync,fdatasync",
                      "-o",
                      told.toString(),
                      "-p",
                      Long.toString(pid)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.sleep(SECONDS * 1000L);
      strace.destroy();
      strace.waitFor();
      try (var lines = Files.lines(told)) {
        return lines.filter(line -> line.contains("(")).count() / (double) SECONDS;
      }
    } catch (IOException e) {
      return -1;
    } finally {
      Files.delete(told);
    }
  }

  /** Milliseconds from a request, written as another implementation writes it, to output. */
  private double firstByte() throws Exception {
    String id =
        System.currentTimeMillis() + "-" + Table.text("%012x", System.nanoTime() & 0xffffffffL);
    Path session = Files.createDirectories(site.sessions().resolve(id));
    Files.writeString(
        session.resolve("request.json"),
        """
        {"session_id":"%s","command":["echo","there"],"cwd":"%s","route":null,"created_at":"%s",
        "requester":{"host":"bench","pid":1,"user":"bench"},"env":{},
        "terminal":{"stdin_isatty":false,"stdout_isatty":false,"size":null}}
        """
            .formatted(id, site.cwd("first"), TIME));
    Path fresh =
        Files.writeString(
            session.resolve("status.new"),
            """
            {"session_id":"%s","state":"pending","created_at":"%s","updated_at":"%s","exit_code":null}
            """
                .formatted(id, TIME, TIME));
    long start = System.nanoTime();
    Files.move(fresh, session.resolve("status.json"));
    Path stream = session.resolve("stream.jsonl");
    while (!Files.exists(stream) || !Files.readString(stream).contains("\"output\"")) {
      if (System.nanoTime() - start > 20_000_000_000L) {
        throw new IOException("no output within 20 s in " + session);
      }
      Thread.sleep(0, 200_000);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
