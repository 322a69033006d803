package dev.pigeon.cli;

import dev.pigeon.admission.Admission;
import dev.pigeon.cli.config.RemovedOption;
import dev.pigeon.cli.config.WrongWords;
import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.os.OsSignals;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.wire.WorkerName;
import dev.pigeon.worker.IgnoredSignals;
import dev.pigeon.worker.ProcessMark;
import dev.pigeon.worker.Worker;
import dev.pigeon.worker.WorkerIdentity;
import dev.pigeon.worker.WorkerLog;
import dev.pigeon.worker.WorkerOptions;
import dev.pigeon.worker.WorkerSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pigeon worker}. */
final class WorkerCommand {
  private static final String ROUTE = "--route";
  private static final String MAX_JOBS = "--max-jobs";
  private static final String POLL_INTERVAL = "--poll-interval";
  private static final String DEBUG = "--debug";

  private WorkerCommand() {}

  static int run(List<String> args)
      throws UsageError, ConfigException, BadTransport, TransportException {
    ParseResult given = parse(args);
    if (given.isUsageHelpRequested()) {
      given.commandSpec().commandLine().usage(System.out);
      return ExitCode.OK;
    }
    ConfigContext context = Host.context();
    Config config = Config.load(context);
    int maxJobs = given.matchedOptionValue(MAX_JOBS, config.workerMaxJobs());
    checkRange(MAX_JOBS, maxJobs, 1, 10_000);
    checkRange(POLL_INTERVAL, given.matchedOptionValue(POLL_INTERVAL, 0.05), 0.001, 60);
    WorkerLog log = new WorkerLog(System.err, wantsColour(context), Ticker.SYSTEM);
    Settings settings = new Settings(given, config, log);
    try (Transport transport = OpenStore.of(config, context)) {
      Worker worker =
          new Worker(
              transport,
              options(
                  maxJobs,
                  config.clientLostAfter(),
                  config.workerLostAfter(),
                  FlowLimits.of(config.sessionWindow(), config.sessionKeepOutput()),
                  settings,
                  OpenStore.place(config),
                  Gate.open(transport, config, identity().name())),
              log);
      for (String name : new String[] {"TERM", "INT", "HUP"}) {
        if (!OsSignals.handle(name, number -> worker.stop())) {
          IgnoredSignals.keepFromCommands(name);
        }
      }
      WorkerSettings first = settings.get();
      String serving =
          "worker "
              + Host.name()
              + '-'
              + ProcessHandle.current().pid()
              + " serves "
              + (first.route() == null ? "requests without a route" : "route " + first.route())
              + " at "
              + OpenStore.place(config)
              + "; Ctrl-C ends it";
      worker.run(() -> log.report(serving));
      return ExitCode.OK;
    }
  }

  /** Options of a worker in this process. */
  static WorkerOptions options(
      int maxJobs,
      Duration clientLostAfter,
      Duration endsAfter,
      FlowLimits flow,
      Supplier<WorkerSettings> settings,
      String place,
      Admission admission) {
    return new WorkerOptions(
        identity(),
        maxJobs,
        clientLostAfter,
        endsAfter,
        flow,
        Host.environment(),
        settings,
        place,
        Ticker.SYSTEM,
        admission);
  }

  /** A new identity of this process. */
  static WorkerIdentity identity() {
    return new WorkerIdentity(
        new WorkerName(Host.name(), ProcessHandle.current().pid()),
        Long.toHexString(new SecureRandom().nextLong()),
        ProcessMark.own(),
        Host.bootId(),
        Ticker.SYSTEM.now());
  }

  private static ParseResult parse(List<String> args) throws UsageError {
    for (String arg : args) {
      if (RemovedOption.matches(arg)) {
        throw new UsageError(RemovedOption.MESSAGE);
      }
    }
    CommandSpec spec = CommandSpec.create().name("pigeon worker");
    spec.usageMessage()
        .description("Serve: run commands of clients on this machine until it is ended.")
        .sortOptions(false);
    spec.addOption(
        OptionSpec.builder(ROUTE)
            .type(String.class)
            .paramLabel("ROUTE")
            .description("serve only requests of this route (default: worker.route, else route)")
            .build());
    spec.addOption(
        OptionSpec.builder(MAX_JOBS)
            .type(Integer.class)
            .paramLabel("N")
            .description("run at most N commands at once (default: worker.max_jobs)")
            .build());
    spec.addOption(
        OptionSpec.builder(POLL_INTERVAL)
            .type(Double.class)
            .paramLabel("SECONDS")
            .description(
                "look for requests this often while they come (default: worker.poll_interval)")
            .build());
    spec.addOption(
        OptionSpec.builder(DEBUG)
            .type(Boolean.class)
            .negatable(true)
            .description("log every event (default: worker.debug)")
            .build());
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("this text").build());
    try {
      return new CommandLine(spec).parseArgs(args.toArray(new String[0]));
    } catch (ParameterException e) {
      throw new UsageError(WrongWords.of(e));
    }
  }

  private static void checkRange(String name, double value, double least, double most)
      throws UsageError {
    if (!(value >= least && value <= most)) {
      throw new UsageError(
          name + " must be from " + plain(least) + " to " + plain(most) + ", not " + plain(value));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static boolean wantsColour(ConfigContext context) {
    Map<String, String> env = context.env();
    String no = env.get("NO_COLOR");
    String force = env.get("FORCE_COLOR");
    if (no != null && !no.isEmpty()) {
      return false;
    }
    return Host.isTerminal(2) || force != null && !force.isEmpty() && !force.equals("0");
  }

  /** The settings of the moment: the command line's, else the configuration's as it stands now. */
  private static final class Settings implements Supplier<WorkerSettings> {
    private final ParseResult given;
    private final WorkerLog log;
    private Config config;
    private String complaint;

    Settings(ParseResult given, Config config, WorkerLog log) {
      this.given = given;
      this.config = config;
      this.log = log;
    }

    @Override
    public WorkerSettings get() {
      try {
        config = config.reload();
        complaint = null;
      } catch (ConfigException e) {
        if (!e.getMessage().equals(complaint)) {
          complaint = e.getMessage();
          log.report("kept the configuration as it was: " + complaint);
        }
      }
      String route = given.matchedOptionValue(ROUTE, config.workerRoute());
      Double interval = given.matchedOptionValue(POLL_INTERVAL, null);
      return new WorkerSettings(
          route == null || route.isEmpty() ? null : route,
          interval == null
              ? config.workerPollInterval()
              : Duration.ofNanos(Math.round(interval * 1e9)),
          given.matchedOptionValue(DEBUG, config.workerDebug()),
          config.remoteEnv(),
          GcCommand.rules(config));
    }
  }
}
