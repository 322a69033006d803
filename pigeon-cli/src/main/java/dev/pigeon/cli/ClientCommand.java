package dev.pigeon.cli;

import dev.pigeon.auth.Signer;
import dev.pigeon.client.Client;
import dev.pigeon.client.ClientFailure;
import dev.pigeon.client.ClientOptions;
import dev.pigeon.client.Invocation;
import dev.pigeon.client.LocalStreams;
import dev.pigeon.client.LocalTerminal;
import dev.pigeon.client.ProcessSignals;
import dev.pigeon.client.RemoteShell;
import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.config.ConfigKey;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.wire.Request;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;

/** {@code pigeon COMMAND…}: everything the client needs, out of words, files and environment. */
final class ClientCommand {

  private ClientCommand() {}

  static int run(ClientWords words, QuitProbe quit)
      throws UsageError, ConfigException, BadTransport, TransportException, ClientFailure {
    Invocation invocation = words.invocation();
    ConfigContext context = Host.context();
    Config config = Config.load(context);
    TerminalFacts facts = TerminalFacts.of(words, context.env());
    String route = words.route() != null ? words.route() : config.route();
    Duration wait = words.waitWorker() != null ? words.waitWorker() : config.waitWorker();
    ClientOptions options =
        new ClientOptions(
            invocation,
            shell(context, config),
            WorkingFolder.real(context.cwd()),
            route == null || route.isEmpty() ? null : route,
            config.user(),
            Host.name(),
            Host.pid(),
            wait,
            config.workerLostAfter(),
            signsEvery(config.clientLostAfter()),
            FlowLimits.of(config.sessionWindow(), config.sessionKeepOutput()),
            facts.terminal(),
            facts.escapes(),
            facts.colour(),
            words.noStdin(),
            facts.notices(),
            facts.env(invocation, prompt(context, config)),
            facts.unsetEnv(),
            config.remoteEnv(),
            OpenStore.place(config));
    Signer signer = config.authKeyFile() == null ? null : Keys.signer(config);
    try (Transport transport = OpenStore.of(config, context)) {
      if (words.verbose()) {
        explain(config, options, transport);
      }
      return converse(transport, options, signer, quit);
    }
  }

  /** The same without configuration. */
  static ClientOptions embeddedOptions(ClientWords words, ConfigContext context, String place)
      throws UsageError, ClientFailure {
    TerminalFacts facts = TerminalFacts.of(words, context.env());
    Invocation invocation = words.invocation();
    String ps1 = context.env().get(RemotePrompt.VARIABLE);
    return new ClientOptions(
        invocation,
        new RemoteShell(sourcesBashrc(context, false), null, RemotePrompt.of(ps1, null)),
        WorkingFolder.real(context.cwd()),
        null,
        context.osUser(),
        Host.name(),
        Host.pid(),
        Duration.ofSeconds(10),
        ConfigKey.SESSION_WORKER_LOST_AFTER.usualTime(),
        Request.USUAL_SIGNS,
        FlowLimits.DEFAULT,
        facts.terminal(),
        facts.escapes(),
        facts.colour(),
        words.noStdin(),
        facts.notices(),
        facts.env(invocation, RemotePrompt.of(ps1, null)),
        facts.unsetEnv(),
        java.util.Map.of(),
        place);
  }

  /** Often enough that two may get lost before a worker takes this client for lost. */
  private static Duration signsEvery(Duration lostAfter) {
    // Duration.dividedBy would prepare java.math.BigDecimal, 30 ms of processor time on Java 25.
    Duration third = Duration.ofNanos(lostAfter.toNanos() / 3);
    return third.compareTo(Request.USUAL_SIGNS) < 0 ? third : Request.USUAL_SIGNS;
  }

  static int converse(Transport transport, ClientOptions options, Signer signer, QuitProbe quit)
      throws ClientFailure {
    LocalStreams streams =
        new LocalStreams(
            new FileInputStream(FileDescriptor.in).getChannel(),
            new FileOutputStream(FileDescriptor.out).getChannel(),
            new FileOutputStream(FileDescriptor.err).getChannel(),
            System.err);
    Client client =
        new Client(transport, Ticker.SYSTEM, options, streams, new LocalTerminal(), signer);
    return client.run(new ProcessSignals(options.terminal().pty(), quit::quitSeen));
  }

  private static RemoteShell shell(ConfigContext context, Config config) {
    return new RemoteShell(
        sourcesBashrc(context, config.interactiveSourceBashrc()),
        config.interactiveCommand(),
        prompt(context, config));
  }

  private static String prompt(ConfigContext context, Config config) {
    return RemotePrompt.of(context.env().get(RemotePrompt.VARIABLE), config.interactivePs1());
  }

  private static boolean sourcesBashrc(ConfigContext context, boolean configured) {
    String word = context.env().get("PIGEON_SOURCE_BASHRC");
    if (word == null || word.isEmpty()) {
      return configured;
    }
    return switch (word.toLowerCase(java.util.Locale.ROOT)) {
      case "0", "false", "no", "off" -> false;
      default -> true;
    };
  }

  private static void explain(Config config, ClientOptions options, Transport transport) {
    System.err.println("pigeon: configuration " + config.file());
    for (String warning : config.warnings()) {
      System.err.println("pigeon: " + warning);
    }
    System.err.println("pigeon: store " + options.place() + "; " + transport.traits().summary());
    System.err.println(
        "pigeon: route "
            + (options.route() == null ? "(none)" : options.route())
            + ", "
            + (options.terminal().pty() ? "a terminal" : "pipes")
            + ", working folder "
            + options.cwd());
  }
}
