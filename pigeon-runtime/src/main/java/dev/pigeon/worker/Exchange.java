package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGHUP;

import dev.pigeon.auth.SessionSeals;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Capability;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Traits;
import dev.pigeon.spi.Transport;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.Request;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What passes between a running command and its client: output, input, and what the client says
 * besides, each on a thread of its own.
 */
final class Exchange {
  private static final Duration CEILING = Duration.ofMillis(500);
  private static final long PTY_QUIET_MILLIS = 100;

  private final Transport transport;
  private final Ticker ticker;
  private final StoreReader incoming;
  private final Request request;
  private final StreamLog stream;
  private final Command command;
  private final WorkerLog log;
  private final String prefix;
  private final List<OutputPump> pumps = new ArrayList<>();
  private String failure;
  private boolean clientLost;

  /**
   * @param incoming the store as far as the client's records in it are believed
   */
  Exchange(
      Transport transport,
      Ticker ticker,
      StoreReader incoming,
      Request request,
      StreamLog stream,
      Command command,
      WorkerLog log) {
    this.transport = transport;
    this.ticker = ticker;
    this.incoming = incoming;
    this.request = request;
    this.stream = stream;
    this.command = command;
    this.log = log;
    prefix = request.session().toString();
  }

  /** Passes output on from now on. */
  void startOutput() {
    for (Map.Entry<OutputChannel, InputStream> each : command.outputs().entrySet()) {
      OutputPump pump =
          new OutputPump(
              each.getKey(),
              each.getValue(),
              stream,
              ticker,
              log,
              prefix,
              () -> command.signal(SIGHUP));
      pumps.add(pump);
      Daemon.start(pump, "out-" + each.getKey().word() + '-' + prefix);
    }
  }

  /**
   * Serves input and signals until the command and its output have ended.
   *
   * @param seals of what the client says; null if it signs nothing
   * @param mostSilence how long a client may give no sign of life; zero for one that gives none
   * @param judging whether a silence can be judged just now
   * @param outputLost told what is missing if output that was written does not come to the client
   * @param over told once the command has ended, while output may still be on its way
   * @return the exit code
   */
  int serve(
      SessionSeals seals,
      Duration mostSilence,
      BooleanSupplier judging,
      Consumer<String> outputLost,
      Runnable over)
      throws InterruptedException {
    PatientTail stdin = new PatientTail(incoming, ticker, Layout.stdin(request.session()));
    LogTail control = incoming.tail(Layout.control(request.session()), 0);
    List<Key> folder = List.of(Layout.session(request.session()));
    Waiter waiter = new Waiter(transport, folder, Waiter.ALWAYS);
    Rhythm feedRhythm = new Rhythm(ticker, transport.traits(), CEILING);
    Rhythm controlRhythm = new Rhythm(ticker, transport.traits(), CEILING);
    StdinFeed feed =
        new StdinFeed(
                stdin,
                command,
                stream,
                feedRhythm,
                ticker,
                log,
                prefix,
                seals == null ? null : seals.stdin())
            .awaitingOwed(hidesFor(transport.traits()), judging);
    ControlLoop loop =
        new ControlLoop(
                control,
                command,
                stream,
                feed,
                controlRhythm,
                waiter,
                ticker,
                log,
                prefix,
                mostSilence,
                seals == null ? null : seals.control())
            .judgingOnlyWhile(judging)
            .tellingOfLostOutput(outputLost);
    Thread feedThread = Daemon.start(feed, "in-" + prefix);
    Thread controlThread = Daemon.start(loop, "control-" + prefix);
    int exitCode;
    try {
      exitCode = command.waitFor();
      over.run();
      awaitOutput();
    } finally {
      feed.stop();
      loop.stop();
      command.close(); // frees a feed that is blocked by a background process that does not read
      controlThread.join();
      feedThread.join();
      stdin.close();
      control.close();
    }
    failure = outputFailure();
    failure = failure == null ? feed.failure() : failure;
    failure = failure == null ? loop.clientLoss() : failure;
    clientLost = loop.clientLost();
    return exitCode;
  }

  /** For how long what is there may not show: not at all where the store tells of changes. */
  private static Duration hidesFor(Traits store) {
    return store.can(Capability.CHANGE_HINTS) ? StdinFeed.OWED_FOR : VainWait.LONGEST;
  }

  private void awaitOutput() throws InterruptedException {
    for (OutputPump pump : pumps) {
      if (command.endsWithLeader()) {
        pump.awaitQuiet(PTY_QUIET_MILLIS);
      } else {
        pump.awaitEnd();
      }
    }
  }

  /** What was lost on the way, and whom the command did it for; null if all came through. */
  String failure() {
    return failure;
  }

  /** Whether the command was hung up because its client was gone. */
  boolean clientLost() {
    return clientLost;
  }

  private String outputFailure() {
    for (OutputPump pump : pumps) {
      if (pump.failure() != null) {
        return "output was lost on the way: " + pump.failure();
      }
    }
    return null;
  }
}
