package dev.pigeon.client;

import dev.pigeon.auth.Signer;
import dev.pigeon.liveness.Sighting;
import dev.pigeon.liveness.WorkerFinder;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.TerminalInfo;
import dev.pigeon.wire.TerminalSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One command, from its words to its exit code: sees a worker alive, creates the session, carries
 * input, signals and output, and returns what the command returned.
 */
public final class Client {
  /** For one call to the store; beyond it the share counts as not answering. */
  static final Duration CALL_LIMIT = Duration.ofSeconds(12);

  private static final Duration FINDER_CEILING = Duration.ofMillis(100);
  private static final long PTY_WINDOW = 512L << 10;

  private final Transport transport;
  private final Ticker ticker;
  private final ClientOptions options;
  private final LocalStreams streams;
  private final LocalTerminal terminal;
  private final Signer signer;
  private final Notices notices;

  /**
   * @param signer signs the request and what follows it; null to sign nothing
   */
  public Client(
      Transport transport,
      Ticker ticker,
      ClientOptions options,
      LocalStreams streams,
      LocalTerminal terminal,
      Signer signer) {
    this.signer = signer;
    this.transport = transport;
    this.ticker = ticker;
    this.options = options;
    this.streams = streams;
    this.terminal = terminal;
    notices = new Notices(streams.notices(), options.notices(), terminal);
  }

  /**
   * Runs the command; blocks until it has ended or cannot be carried further.
   *
   * @param signals the caller's signals; those that come before the session exists end the client
   * @return the exit code to end with
   */
  public int run(SignalSource signals) throws ClientFailure {
    SignalRelay relay = new SignalRelay(notices, terminal);
    signals.install(relay);
    try {
      relay.interrupts(transport::close); // a call that hangs ends, and there is nothing to lose
      awaitWorker(relay, signals);
      relay.interrupts(null);
      if (relay.before() != 0) {
        return 128 + relay.before();
      }
      TerminalInfo info = prepareTerminal();
      try (OutgoingSession session =
          new OutgoingSession(
              transport, ticker, request(info), options.flow(), signer, CALL_LIMIT)) {
        return new Conversation(
                transport, ticker, options, streams, terminal, notices, session, info)
            .run(relay, signals);
      }
    } catch (TransportException e) {
      if (relay.before() != 0 && e.kind() == FailureKind.CLOSED) {
        return 128 + relay.before();
      }
      throw failure(e);
    } finally {
      terminal.restore();
      notices.passing(null);
    }
  }

  private void awaitWorker(SignalRelay relay, SignalSource signals)
      throws ClientFailure, TransportException {
    WorkerFinder finder = new WorkerFinder(transport, options.route());
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), FINDER_CEILING);
    long start = ticker.nanos();
    try (Waiter waiter = new Waiter(transport, List.of(Layout.WORKERS), Waiter.LATE)) {
      relay.wakes(waiter);
      while (relay.before() == 0) {
        Sighting sighting = finder.look(CALL_LIMIT);
        if (sighting.found()) {
          return;
        }
        signals.poll();
        Duration left = options.waitWorker().minusMillis(ticker.millisSince(start));
        if (left.isNegative() || left.isZero()) {
          transport.probe(CALL_LIMIT); // a store that takes nothing shows no worker
          throw noWorker(sighting);
        }
        if (ticker.millisSince(start) >= 1000) {
          notices.passing("waiting for a worker " + routeText() + " at " + options.place());
        }
        Duration delay = rhythm.nextDelay();
        waiter.await(delay.compareTo(left) < 0 ? delay : left, left);
      }
    } finally {
      notices.passing(null);
    }
  }

  private TerminalInfo prepareTerminal() {
    TerminalInfo info = options.terminal();
    if (!info.pty()) {
      return info;
    }
    TerminalSize size = options.escapes() ? terminal.raw() : null;
    return new TerminalInfo(true, true, size == null ? info.size() : size);
  }

  private Request request(TerminalInfo info) {
    long now = ticker.now().toEpochMilli();
    Map<String, String> env = new HashMap<>(options.env());
    env.putAll(options.remoteEnv()); // for workers that know nothing of remote_env
    CommandLine line = new CommandLine(options.shell(), info.pty(), options.colour());
    return new Request(
        SessionId.of(now, RandomBits.next()),
        line.argv(options.invocation()),
        options.cwd(),
        options.route(),
        ticker.now(),
        new Requester(options.host(), options.pid(), options.user()),
        env,
        options.unsetEnv(),
        options.remoteEnv(),
        info,
        info.pty() ? PTY_WINDOW : options.flow().window(),
        true,
        options.signsEvery(),
        null);
  }

  private String routeText() {
    return options.route() == null ? "without a route" : "of route \"" + options.route() + '"';
  }

  private ClientFailure noWorker(Sighting sighting) {
    String waited = Double.toString(options.waitWorker().toMillis() / 1000.0);
    StringBuilder text = new StringBuilder("no worker ").append(routeText());
    text.append(" showed within ").append(waited).append(" s at ").append(options.place());
    if (sighting.stopping() != null) {
      text.append(" (").append(sighting.stopping()).append(" is stopping)");
    }
    if (!sighting.otherRoutes().isEmpty()) {
      text.append(" (routes alive there: ")
          .append(String.join(", ", sighting.otherRoutes()))
          .append(')');
    }
    text.append("; start one on the other machine with: pigeon worker");
    if (options.route() != null) {
      text.append(" --route ").append(ShellWords.asSnippet(List.of(options.route())));
    }
    return new ClientFailure(text.toString());
  }

  /** The one line for a store that failed. */
  static ClientFailure failure(TransportException e) {
    return new ClientFailure(e.getMessage());
  }
}
