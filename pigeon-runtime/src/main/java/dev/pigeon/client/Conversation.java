package dev.pigeon.client;

import static dev.pigeon.os.SignalNumber.SIGHUP;
import static dev.pigeon.os.SignalNumber.SIGPIPE;

import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.StreamRecord;
import dev.pigeon.wire.TerminalInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The client's loop over one session: output comes in, acknowledgements, signals and signs of life
 * go out, until the exit record. {@link #pollOnce} takes what is there and {@link #nextDelay} says
 * when to look again.
 */
final class Conversation {
  private static final Duration CEILING = Duration.ofMillis(500);
  private static final long HANGUP_GRACE_MILLIS = 2000;
  private static final long FIRST_UNTOLD = 64 << 10;
  private static final long MOST_UNTOLD = 4 << 20;

  private final Ticker ticker;
  private final ClientOptions options;
  private final LocalTerminal terminal;
  private final Notices notices;
  private final OutgoingSession session;
  private final RecordCodec codec = new RecordCodec();
  private final PatientTail tail;
  private final Rhythm rhythm;
  private final Waiter waiter;
  private final WorkerWatch watch;
  private final OutputSink sink;
  private final Intake intake;
  private final Caller caller;
  private final StdinPump pump;
  private final Vigil vigil;
  private final Patience reading;
  private final Patience writing;
  private final Screen screen = new Screen();
  private final SignsOfLife signs;

  private boolean started;
  private StreamRecord.Exit exit;
  private long acked;
  private String workerError;
  private Integer exitCode;

  Conversation(
      Transport transport,
      Ticker ticker,
      ClientOptions options,
      LocalStreams streams,
      LocalTerminal terminal,
      Notices notices,
      OutgoingSession session,
      TerminalInfo info) {
    this.ticker = ticker;
    this.options = options;
    this.terminal = terminal;
    this.notices = notices;
    this.session = session;
    tail = new PatientTail(transport, ticker, Layout.stream(session.id()));
    rhythm = new Rhythm(ticker, transport.traits(), CEILING);
    waiter = new Waiter(transport, List.of(Layout.session(session.id())), Waiter.LATE);
    watch =
        new WorkerWatch(
            transport,
            ticker,
            session.id(),
            options.route(),
            options.workerLostAfter(),
            Client.CALL_LIMIT);
    LeaveKeys leaveKeys = new LeaveKeys(ticker);
    boolean typing = options.escapes() && info.pty();
    caller =
        new Caller(
            ticker,
            terminal,
            notices,
            session,
            info.pty(),
            typing,
            rhythm,
            waiter,
            watch,
            leaveKeys,
            screen);
    signs = new SignsOfLife(ticker, options.signsEvery());
    OutputWatch outputWatch = new OutputWatch(ticker, session, caller, signs);
    sink = new OutputSink(streams.out(), streams.err(), outputWatch);
    intake = new Intake(sink, screen, leaveKeys, info.pty());
    pump =
        new StdinPump(
            streams.in(), session, options.flow().window(), rhythm, waiter, typing ? caller : null);
    reading = new Patience(ticker);
    writing = new Patience(ticker);
    vigil = new Vigil(transport, ticker, options, notices, session, caller, watch, rhythm, writing);
  }

  /** Runs to the end; returns the exit code. */
  int run(SignalRelay relay, SignalSource signals) throws ClientFailure, TransportException {
    relay.relayTo(caller);
    startInput();
    try {
      while (!hasEnded()) {
        if (!pollOnce() && !hasEnded()) {
          waiter.await(nextDelay(), longestWait());
        }
        signals.poll();
      }
      if (exitCode != null) {
        screen.cleanedUp();
      }
      return code();
    } catch (BrokenOutput e) {
      return caller.leaveCode() >= 0 ? caller.leaveCode() : hangUp(e);
    } catch (TransportException e) {
      if (caller.departureCode() >= 0) {
        return caller.departureCode(); // who leaves does not wait for the store
      }
      throw e;
    } finally {
      sink.cleanUp(screen);
      terminal.restore(); // while standard input is open: stty works on it
      if (caller.parting() != null) {
        notices.line(caller.parting());
      }
      if (!started && exit == null && exitCode == null) {
        session.withdrawWithin(Vigil.PARTING); // lest it be run behind the caller's back
      }
      pump.stop();
      waiter.close();
      tail.close();
    }
  }

  /** Whether there is a code to exit with. */
  boolean hasEnded() {
    return exitCode != null || caller.leaveCode() >= 0;
  }

  /** The code to exit with, once it has ended. */
  int code() {
    return exitCode != null ? exitCode : caller.leaveCode();
  }

  /** Takes what is there; true if there was something. */
  boolean pollOnce() throws ClientFailure, TransportException, BrokenOutput {
    List<ByteBuffer> records;
    try {
      records = tail.read(Client.CALL_LIMIT);
      reading.worked();
    } catch (TransportException e) {
      reading.failed(e);
      watch.passes();
      notices.passing(e.getMessage());
      return false;
    }
    for (int i = 0; i < records.size() && !tail.hasMoved(); i++) {
      try {
        take(records.get(i));
      } catch (BrokenOutput e) {
        exit = exitIn(records.subList(i + 1, records.size()));
        throw e;
      }
      if (exit != null && intake.flaw(exit) == null) {
        exitCode = exit.exitCode();
        return true;
      }
    }
    boolean whole = exit == null && !intake.hasGap();
    if (!whole && !tail.again()) {
      throw incomplete();
    }
    if (pump.failure() != null) {
      throw pump.failure();
    }
    if (whole && records.isEmpty()) {
      whileSilent();
    } else if (whole) {
      rhythm.progress();
      watch.progress();
      notices.passing(null);
    }
    acknowledge();
    signOfLife(whole && records.isEmpty());
    return whole && !records.isEmpty();
  }

  /** What the person in front does to this session. */
  Caller caller() {
    return caller;
  }

  Duration nextDelay() {
    return rhythm.nextDelay();
  }

  private Duration longestWait() {
    Duration look = watch.untilLook();
    return look.compareTo(options.signsEvery()) < 0 ? look : options.signsEvery();
  }

  private void startInput() throws TransportException {
    if (options.noStdin()) {
      session.endOfInput();
      return;
    }
    Thread thread = new Thread(pump, "stdin");
    thread.setDaemon(true);
    thread.start();
  }

  private void take(ByteBuffer bytes) throws TransportException, BrokenOutput {
    StreamRecord record;
    try {
      record = codec.decodeStream(bytes);
    } catch (MalformedJson e) {
      intake.takeBroken(bytes); // skipped, as the format says; if it was output, it will be missed
      tail.doubt();
      return;
    }
    if (record instanceof StreamRecord.Output output) {
      started();
      notices.passing(null);
      if (intake.take(output)) {
        tail.sound();
      }
      if (output.seq() < 0) {
        tail.unnumbered();
      }
      acknowledge();
    } else if (record instanceof StreamRecord.Started begun) {
      started();
      if (session.isSigned() && !session.isAnswered()) {
        notices.line(
            "the worker did not ask for the request's signature: anybody may have commands run"
                + " there (auth.key_file)");
      }
      if (!begun.acksStdin()) {
        pump.unlimited();
      }
    } else if (record instanceof StreamRecord.StdinAck ack) {
      pump.acknowledged(ack);
    } else if (record instanceof StreamRecord.AuthChallenge asked) {
      session.answer(asked.challenge());
    } else if (record instanceof StreamRecord.Next next) {
      if (intake.hasAllBefore(next.seq())) {
        tail.follow(next.segment());
      }
    } else if (record instanceof StreamRecord.WorkerError error) {
      if (!error.message().equals(workerError)) {
        workerError = error.message();
        notices.line(workerError);
      }
    } else if (record instanceof StreamRecord.Exit last) {
      exit = last;
    } else if (record instanceof StreamRecord.Unknown) {
      tail.doubt();
    }
  }

  private void started() {
    started = true;
    caller.commandStarted();
  }

  /**
   * The one line for output that did not become whole; a command that still runs is hung up, since
   * nobody is going to see what it writes.
   */
  private ClientFailure incomplete() throws TransportException {
    List<ByteBuffer> rest;
    do {
      rest = readOrNothing();
      exit = exit == null ? exitIn(rest) : exit;
    } while (exit == null && !rest.isEmpty());
    if (exit == null) {
      session.control(new ControlRecord.Signal(SIGHUP));
      session.control(new ControlRecord.Left());
    }
    return incomplete(
        intake.flaw(exit), exit == null ? "was hung up" : "itself ended with " + exit.exitCode());
  }

  private ClientFailure incomplete(String flaw, String command) {
    return new ClientFailure(
        "the output is incomplete: "
            + flaw
            + " (session "
            + session.id()
            + " at "
            + options.place()
            + "); the command "
            + command);
  }

  /** For a last look: a store that fails now shows nothing. */
  private List<ByteBuffer> readOrNothing() {
    try {
      return tail.read(Client.CALL_LIMIT);
    } catch (TransportException e) {
      return List.of(); // what is said and done next does not depend on it
    }
  }

  private void acknowledge() throws TransportException {
    long sum = intake.bytes();
    // The first one comes early: it tells the worker that this client follows segments.
    long step = Math.min(acked == 0 ? FIRST_UNTOLD : MOST_UNTOLD, session.ackWindow() / 2);
    if (sum - acked >= step && tell(new ControlRecord.Ack(sum, true))) {
      acked = sum;
    }
  }

  private void whileSilent() throws ClientFailure, TransportException {
    searchOn();
    int signal = vigil.look(started);
    if (signal != 0) {
      exitCode = 128 + signal;
    }
  }

  /** The record that named the next segment may be what is missing. */
  private void searchOn() {
    try {
      if (acked > 0 || tail.inDoubt()) {
        tail.followUnnamed(rhythm.silence(), Client.CALL_LIMIT);
      }
    } catch (TransportException e) {
      return; // the next read shows whether the store answers
    }
  }

  /** What a cut of either log has taken away shows by what this says. */
  private void signOfLife(boolean foundNothing) throws TransportException {
    if (!caller.isSuspended() && signs.areDue()) {
      long awaits = foundNothing ? intake.next() : -1;
      tell(new ControlRecord.Alive(intake.bytes(), session.inputRecords(), awaits));
    }
  }

  /** Passes on what is as good a moment later; whether it got through. */
  private boolean tell(ControlRecord record) throws TransportException {
    try {
      session.control(record);
      signs.shown();
      writing.worked();
      return true;
    } catch (TransportException e) {
      writing.failed(e);
      notices.passing(e.getMessage());
      return false;
    }
  }

  /** Nobody reads our output any more: have the command end as it would locally. */
  private int hangUp(BrokenOutput broken) throws ClientFailure, TransportException {
    session.control(new ControlRecord.Signal(SIGPIPE));
    session.control(new ControlRecord.Signal(SIGHUP));
    session.control(new ControlRecord.Left());
    long start = ticker.nanos();
    while (exit == null && ticker.millisSince(start) < HANGUP_GRACE_MILLIS) {
      exit = exitIn(readOrNothing());
      waiter.await(rhythm.nextDelay(), Duration.ofMillis(100));
    }
    if (broken.isPipe()) {
      return 128 + SIGPIPE;
    }
    throw new ClientFailure(
        "cannot write to standard output: " + broken.getMessage() + "; the command was hung up");
  }

  /** Looks for the exit record, and for nothing else. */
  private StreamRecord.Exit exitIn(List<ByteBuffer> records) throws TransportException {
    long unread = 0;
    for (ByteBuffer record : records) {
      try {
        StreamRecord decoded = codec.decodeStream(record);
        if (decoded instanceof StreamRecord.Exit exit) {
          return exit;
        }
        if (decoded instanceof StreamRecord.Output output) {
          unread += output.data().remaining();
        } else if (decoded instanceof StreamRecord.Next next) {
          tail.follow(next.segment());
          break;
        }
      } catch (MalformedJson e) {
        continue; // as in take(): not ours to judge
      }
    }
    if (unread > 0) {
      acked += unread;
      session.control(
          new ControlRecord.Ack(acked, true)); // a worker that waits for us must see the end
    }
    return null;
  }
}
