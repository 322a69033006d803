package dev.pigeon.worker;

import dev.pigeon.admission.Admission;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.Transport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A worker looked at step by step, which notes what it starts. */
public final class Bench {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Request> starts = new CopyOnWriteArrayList<>();
  private final Worker worker;

  /** A worker whose commands are processes. */
  public Bench(Transport transport, HandTicker ticker, String host, int maxJobs) {
    this(transport, ticker, host, maxJobs, FlowLimits.DEFAULT);
  }

  Bench(Transport transport, HandTicker ticker, String host, int maxJobs, CommandStart commands) {
    this(transport, ticker, host, maxJobs, FlowLimits.DEFAULT, commands, Duration.ZERO);
  }

  /** The same with limits of its own for what lies in the store. */
  public Bench(Transport transport, HandTicker ticker, String host, int maxJobs, FlowLimits flow) {
    this(transport, ticker, host, maxJobs, flow, null, Duration.ZERO);
  }

  /**
   * @param endsAfter how long no heartbeat may get through before it ends what it runs
   */
  Bench(
      Transport transport,
      HandTicker ticker,
      String host,
      int maxJobs,
      FlowLimits flow,
      CommandStart commands,
      Duration endsAfter) {
    WorkerIdentity identity =
        new WorkerIdentity(
            new WorkerName(host, 9), "instance-of-" + host, "", "boot", ticker.now());
    WorkerSettings settings = new WorkerSettings(null, Duration.ofMillis(20), false, Map.of());
    WorkerOptions options =
        new WorkerOptions(
            identity,
            maxJobs,
            Duration.ofSeconds(30),
            endsAfter,
            flow,
            System.getenv(),
            () -> settings,
            "/store",
            ticker,
            Admission.ofAll(transport));
    WorkerLog log =
        new WorkerLog(new PrintStream(err, true, StandardCharsets.UTF_8), false, ticker);
    CommandStart real =
        commands != null ? commands : new HostCommands(System.getenv(), Map::of, log);
    worker = new Worker(transport, options, log, new Noting(real));
  }

  /** Publishes a heartbeat as its own thread would. */
  public void beat() {
    worker.heartbeat().pollOnce();
  }

  /** One look at the sessions. */
  public void step() {
    worker.pollOnce();
  }

  /** What was started, in order. */
  public List<Request> starts() {
    return starts;
  }

  Worker worker() {
    return worker;
  }

  /** What it said. */
  public String log() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private final class Noting implements CommandStart {
    private final CommandStart inner;

    Noting(CommandStart inner) {
      this.inner = inner;
    }

    @Override
    public Outcome start(Request request) {
      starts.add(request);
      return inner.start(request);
    }

    @Override
    public void warmUp() {}

    @Override
    public void close() {
      inner.close();
    }
  }
}
