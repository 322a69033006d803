package dev.pigeon.bench;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a terminal feels: keys that come back, and the first prompt. */
final class TerminalFigure implements Figure {
  private static final int KEYS = 500;
  private static final int PROMPTS = 9;
  private static final long BETWEEN_KEYS_MILLIS = 25;
  private static final double MEDIAN_AIM = 2;
  private static final double P99_AIM = 5;
  private static final double PROMPT_AIM = 250;
  private static final String PROMPT = "bench-prompt> ";

  private static final int RUNS = 5;

  private final BenchSite site;

  TerminalFigure(BenchSite site) {
    this.site = site;
  }

  @Override
  public String name() {
    return "terminal";
  }

  @Override
  public void take(Table table) throws Exception {
    List<Double> remote = new ArrayList<>();
    List<Double> local = new ArrayList<>();
    try (Window there = new Window(pigeon(), "echo ready; cat");
        Window here = new Window("/bin/bash", "-c", "echo ready; cat")) {
      there.reads("ready\r\n");
      here.reads("ready\r\n");
      for (int i = 0; i < KEYS; i++) {
        remote.add(there.echo());
        local.add(here.echo());
        Thread.sleep(BETWEEN_KEYS_MILLIS);
      }
    }
    Sample keys = Sample.of(remote, each -> each);
    Sample plain = Sample.of(local, each -> each);
    table.add(
        "echo of a key on a terminal",
        Table.text("median %.1f ms, p99 %.1f ms of %d", keys.median(), keys.p99(), keys.size()),
        Table.text("locally %.2f ms, p99 %.2f ms", plain.median(), plain.p99()),
        Table.text("median %.0f ms, p99 %.0f ms", MEDIAN_AIM, P99_AIM),
        Table.Verdict.of(keys.median() < MEDIAN_AIM && keys.p99() < P99_AIM));

    List<Double> far = new ArrayList<>();
    List<Double> near = new ArrayList<>();
    for (int i = 0; i < PROMPTS; i++) {
      far.add(untilPrompt(pigeon()));
      near.add(untilPrompt("/bin/bash", "--noprofile", "--norc", "-i"));
    }
    double prompt = Sample.of(far, each -> each).median();
    table.add(
        "`pigeon` to the first prompt",
        Table.text("%.0f ms", prompt),
        Table.text("bash locally %.0f ms", Sample.of(near, each -> each).median()),
        Table.text("under %.0f ms", PROMPT_AIM),
        Table.Verdict.of(prompt < PROMPT_AIM));
    Pairs lines =
        Pairs.take(
            RUNS,
            () -> site.time(onTerminal("pigeon seq 1000000")),
            () -> site.time(onTerminal("seq 1000000")));
    table.add(
        "1,000,000 short lines on a terminal",
        Table.text("%.2f s", lines.first(Timing::wall)),
        Table.text(
            "locally %.2f s, ratio %.2f", lines.second(Timing::wall), lines.ratio(Timing::wall)),
        "stated",
        Table.Verdict.STATED);
  }

  /** Milliseconds from the start to the prompt. */
  private double untilPrompt(String... words) throws Exception {
    long start = System.nanoTime();
    try (Window window = new Window(words)) {
      window.reads(PROMPT);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private String pigeon() {
    return site.distribution().resolve("bin/pigeon").toString();
  }

  /** A program on a terminal of 80 columns. */
  private final class Window implements AutoCloseable {
    private final PtyProcess process;
    private final InputStream out;
    private final OutputStream in;

    Window(String... words) throws Exception {
      Map<String, String> env = new HashMap<>(site.environment());
      env.put("TERM", "xterm");
      env.put("PS1", PROMPT);
      env.put("PIGEON_INTERACTIVE_PS1", PROMPT);
      process =
          new PtyProcessBuilder(words)
              .setEnvironment(env)
              .setDirectory(site.cwd("terminal").toString())
              .start();
      out = process.getInputStream();
      in = process.getOutputStream();
    }

    void reads(String text) throws Exception {
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf(text) < 0) {
        int next = out.read();
        if (next < 0) {
          throw new IllegalStateException("the window closed after: " + seen);
        }
        seen.append((char) next);
      }
    }

    /** Milliseconds from a key to its echo. */
    double echo() throws Exception {
      long start = System.nanoTime();
      in.write('x');
      in.flush();
      reads("x");
      return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() throws IOException {
      in.write("\r\004".getBytes(StandardCharsets.US_ASCII));
      in.flush();
      process.onExit().join();
    }
  }

  private static String onTerminal(String command) {
    return "script -qec '" + command + "' /dev/null < /dev/null > /dev/null";
  }
}
