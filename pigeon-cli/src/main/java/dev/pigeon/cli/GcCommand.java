package dev.pigeon.cli;

import dev.pigeon.cleanup.Cleaner;
import dev.pigeon.cleanup.CleanupRound;
import dev.pigeon.cleanup.CleanupRules;
import dev.pigeon.cleanup.Finding;
import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.transport.sharedfs.SharedFsProvider;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.transports.TransportChoice;
import dev.pigeon.worker.StaleLocks;
import dev.pigeon.worker.WorkerIdentity;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** {@code pigeon gc}: one whole round of cleaning up, now. */
final class GcCommand {
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final long PROGRESS_MILLIS = 250;
  private static final long FIRST_PROGRESS_MILLIS = 1000;
  private static final String HELP =
      """
      Usage: pigeon gc [--dry-run]   remove old sessions and what dead workers left behind, now

        --dry-run            change nothing; print what would go, why, and its age
        -h, --help           this text

      Workers do the same by themselves every ten minutes. Finished sessions go once they are older
      than session.keep seconds, or are not among the session.keep_count youngest.
      To run a program of that name remotely: pigeon -- gc
      """;

  private final boolean dry;
  private final PrintStream out;
  private final Map<Finding.Thing, Integer> counts = new EnumMap<>(Finding.Thing.class);
  private final Pause pause = new Pause();
  private final long start = Ticker.SYSTEM.nanos();
  private long shown;
  private boolean line;

  private GcCommand(boolean dry, PrintStream out) {
    this.dry = dry;
    this.out = out;
  }

  static int run(List<String> args)
      throws UsageError, ConfigException, BadTransport, TransportException {
    boolean dry = false;
    for (String arg : args) {
      switch (arg) {
        case "-h", "--help" -> {
          System.out.print(HELP);
          return ExitCode.OK;
        }
        case "--dry-run" -> dry = true;
        default ->
            throw new UsageError(
                "pigeon gc takes no word but --dry-run, not \""
                    + arg
                    + "\"; to run a command of that name remotely: pigeon -- gc …");
      }
    }
    run(dry, Host.context(), System.out);
    return ExitCode.OK;
  }

  /** One round; a dry one creates nothing either, while opening a store would. */
  static void run(boolean dry, ConfigContext context, PrintStream out)
      throws ConfigException, BadTransport, TransportException {
    Config config = Config.load(context);
    if (dry && TransportChoice.usesCache(config.transport())) {
      Path folder = SharedFsProvider.folder(config.cache(), config.namespace());
      if (Files.notExists(folder)) { // false also where one may not look
        out.println("would remove nothing: there is no folder " + folder);
        return;
      }
    }
    try (Transport transport = OpenStore.of(config, context)) {
      new GcCommand(dry, out).clean(transport, rules(config));
    }
  }

  /** The rules of a configuration. */
  static CleanupRules rules(Config config) {
    return new CleanupRules(config.sessionKeep(), config.sessionKeepCount());
  }

  private void clean(Transport transport, CleanupRules rules) throws TransportException {
    WorkerIdentity self = WorkerCommand.identity();
    StaleLocks locks = new StaleLocks(transport, Ticker.SYSTEM, self, LIMIT);
    Cleaner cleaner =
        new Cleaner(transport, Ticker.SYSTEM, self.name(), locks, session -> false, LIMIT);
    CleanupRound round = new CleanupRound(cleaner, rules, dry, this::found);
    try {
      do {
        progress(round);
        pause.await(round.pause());
      } while (round.step());
    } finally {
      wipe();
    }
    out.println(summary(round));
    out.flush();
  }

  private void found(Finding finding) {
    counts.merge(finding.thing(), 1, Integer::sum);
    if (dry) {
      wipe();
      out.println(
          finding.thing().word()
              + ' '
              + finding.name()
              + ": "
              + finding.why()
              + "; unchanged for "
              + words(finding.age()));
    }
  }

  private String summary(CleanupRound round) {
    StringBuilder text = new StringBuilder(dry ? "would remove " : "removed ");
    for (Finding.Thing thing : Finding.Thing.values()) {
      int count = counts.getOrDefault(thing, 0);
      text.append(thing.ordinal() == 0 ? "" : ", ").append(count).append(' ').append(thing.word());
      text.append(count == 1 ? "" : "s");
    }
    text.append("; looked at ").append(round.total());
    if (round.refused() > 0) {
      text.append("; left ").append(round.refused()).append(" that cannot be read or removed");
    }
    return text.toString();
  }

  private void progress(CleanupRound round) {
    boolean waits = !round.pause().isZero();
    if (!Host.isTerminal(2)
        || Ticker.SYSTEM.millisSince(start) < FIRST_PROGRESS_MILLIS && !waits
        || line && Ticker.SYSTEM.millisSince(shown) < PROGRESS_MILLIS && !waits) {
      return;
    }
    line = true;
    shown = Ticker.SYSTEM.nanos();
    System.err.print(
        "\r\033[Kpigeon: looked at "
            + round.looked()
            + " of "
            + round.total()
            + (waits ? "; looking again at what seems dead" : ""));
    System.err.flush();
  }

  private void wipe() {
    if (line) {
      line = false;
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }

  /** A time as people say it, in one unit. */
  static String words(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    if (seconds < 2 * 86_400) {
      return seconds / 3600 + " h";
    }
    return seconds / 86_400 + " days";
  }
}
