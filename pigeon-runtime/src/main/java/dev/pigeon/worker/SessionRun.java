package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGHUP;
import static dev.pigeon.os.SignalNumber.SIGKILL;

import dev.pigeon.admission.Admission;
import dev.pigeon.admission.Verdict;
import dev.pigeon.auth.SessionSeals;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One claimed session, from its start to its exit record; runs on a thread of its own. Holds the
 * lock of the working directory until the command has ended.
 */
final class SessionRun implements Runnable {
  private static final Duration CEILING = Duration.ofMillis(500);
  private static final long PTY_QUIET_MILLIS = 100;
  private static final int NOT_CARRIED = 255;

  private static final String SUSPENDED =
      "the worker was suspended for so long that others work in the folder; nothing was run, try"
          + " again";

  private static final String UNCONFIRMED =
      "the request's client did not confirm it in time, as if this were a copy of an earlier one;"
          + " nothing was run, try again";
  private static final String UNSEEN =
      "the worker was cut off from the shared directory, or suspended, for so long that others took"
          + " it for dead; the command was ended";

  private final Transport transport;
  private final Ticker ticker;
  private final WorkerIdentity identity;
  private final Request request;
  private final CwdLock.Held lock;
  private final CommandStart starter;
  private final WorkerLog log;
  private final Admission admission;
  private final Duration clientLostAfter;
  private final Lease lease;
  private final LastWord lastWord;
  private final FlowLimits flow;
  private final Duration limit;
  private final StartFence fence;
  private final String prefix;
  private final Persistence store;
  private Instant startedAt;
  private volatile Command command;
  private volatile int endSignal;
  private volatile StreamLog stream;
  private SessionSeals seals;
  private volatile boolean unseen;
  private volatile Eviction eviction;
  private volatile String outputFailure;
  private boolean unlocked;
  private int exitCode;
  private String inputFailure;
  private String clientLoss;
  private volatile boolean ended;

  SessionRun(
      Transport transport,
      Ticker ticker,
      WorkerIdentity identity,
      Request request,
      CwdLock.Held lock,
      CommandStart starter,
      WorkerLog log,
      Admission admission,
      Duration clientLostAfter,
      Lease lease,
      FlowLimits flow,
      Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.identity = identity;
    this.request = request;
    this.lock = lock;
    this.starter = starter;
    this.log = log;
    this.admission = admission;
    this.clientLostAfter = clientLostAfter;
    this.lease = lease;
    this.flow = flow.withWindow(request.ackWindow());
    this.limit = limit;
    lastWord = new LastWord(transport, ticker, identity, limit);
    fence = new StartFence(transport, identity, limit);
    prefix = request.session().toString();
    store = new Persistence(ticker, () -> endSignal != 0);
  }

  @Override
  public void run() {
    Key streamKey = Layout.stream(request.session());
    startedAt = ticker.now();
    try (StreamLog opened = new StreamLog(transport, ticker, streamKey, flow, limit)) {
      stream = opened;
      if (endSignal != 0) {
        opened.abandon();
      }
      serve(opened);
    } catch (TransportException e) {
      log.warn(prefix + " the session's files cannot be written: " + e.getMessage());
      giveUp(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      killCommand();
      unlock();
    }
  }

  /** The status is all that is left to tell how it ended. */
  private void giveUp(TransportException e) {
    if (!unlocked && command != null) {
      killCommand();
      unlock();
      writeStatus(SessionState.FAILED, NOT_CARRIED, e.getMessage());
    }
  }

  private void serve(StreamLog opened) throws TransportException, InterruptedException {
    try {
      if (!store.answerTo(() -> fence.tryWin(request.session()))) {
        log.warn(
            prefix
                + " was taken over by another worker or back by its client meanwhile; leaving it alone");
        return;
      }
      Verdict.Admitted admitted = admitted(opened);
      if (admitted == null) {
        return;
      }
      if (!store.answerTo(lock::isOurs)) {
        conclude(opened, SUSPENDED, NOT_CARRIED, NOT_CARRIED, false);
        return;
      }
      seals = admitted.seals();
      CommandStart.Outcome outcome = starter.start(admitted.request());
      if (outcome instanceof CommandStart.NotStarted failed) {
        conclude(opened, failed.message(), failed.exitCode(), failed.exitCode(), false);
      } else if (outcome instanceof CommandStart.Running running) {
        attend(opened, running);
      }
    } catch (TransportException e) {
      if (command != null || e.kind() != FailureKind.CORRUPT) {
        throw e;
      }
      log.warn(prefix + " cannot be begun: " + e.getMessage());
      conclude(opened, "cannot begin: " + e.getMessage(), NOT_CARRIED, NOT_CARRIED, false);
    } catch (RuntimeException | LinkageError e) {
      killCommand();
      conclude(
          opened, "the worker failed to run the command: " + e, NOT_CARRIED, NOT_CARRIED, false);
    }
  }

  /** What may be run of the request; null if it was refused, and the session has ended so. */
  private Verdict.Admitted admitted(StreamLog opened) throws TransportException {
    Verdict verdict = admission.judge(request, limit);
    String refusal = verdict instanceof Verdict.Refused refused ? refused.message() : null;
    if (verdict instanceof Verdict.Admitted admitted) {
      boolean confirmed = isConfirmed(opened, admitted);
      refusal = confirmed ? note(admitted) : UNCONFIRMED;
      if (refusal == null) {
        if (!admitted.dropped().isEmpty()) {
          String names = String.join(" ", admitted.dropped());
          log.warn(prefix + " does not get these variables (see worker.allow_env): " + names);
        }
        return admitted;
      }
    }
    refuse(opened, refusal);
    return null;
  }

  private String note(Verdict.Admitted admitted) {
    return admission.note(request, admitted.seals() != null, null);
  }

  private void refuse(StreamLog opened, String refusal) throws TransportException {
    log.warn(prefix + " refused: " + refusal);
    String trouble = admission.note(request, false, refusal);
    if (trouble != null) {
      log.warn(prefix + ' ' + trouble);
    }
    conclude(opened, refusal, NOT_CARRIED, NOT_CARRIED, false);
  }

  private boolean isConfirmed(StreamLog opened, Verdict.Admitted admitted)
      throws TransportException {
    return admitted.seals() == null
        || new Confirmation(transport, admission.incoming(), ticker, limit)
            .obtain(request.session(), opened, admitted.seals().control(), () -> endSignal != 0);
  }

  private void killCommand() {
    Command running = command;
    if (running != null && !ended) {
      running.signal(SIGKILL);
      running.close();
    }
  }

  /** Which session. */
  Request request() {
    return request;
  }

  /** Sends a signal to the command, now or as soon as it runs; and waits for no sick store. */
  void end(int signal) {
    endSignal = signal;
    StreamLog open = stream;
    if (open != null) {
      open.abandon();
    }
    Command running = command;
    if (running != null) {
      running.signal(signal);
    }
  }

  /** Others may have taken this worker for dead: what runs is ended. Any thread. */
  void unseen() {
    unseen = true;
    evict();
  }

  private synchronized void evict() {
    Command running = command;
    if (running != null && !ended && eviction == null) {
      Eviction started = new Eviction(running);
      eviction = started;
      daemon(started, "evict-" + prefix);
    }
  }

  /** The client cannot see what was written: what would come now it could not see either. */
  private void outputLost(String flaw) {
    if (outputFailure == null) {
      outputFailure = flaw;
      log.warn(prefix + ' ' + flaw + "; ending its command");
      stream.clientGone();
      evict();
    }
  }

  private void attend(StreamLog stream, CommandStart.Running running)
      throws TransportException, InterruptedException {
    try (Command started = running.command()) {
      command = started;
      if (endSignal != 0) {
        started.signal(endSignal);
      }
      if (running.fellBack()) {
        stream.ptyFallback();
      }
      stream.started();
      log.event(WorkerLog.Topic.START, prefix + " runs as process " + started.pid());
      List<OutputPump> pumps = startPumps(stream, started);
      lease.check();
      if (!unseen) {
        writeStatus(SessionState.RUNNING, null, null);
      }
      boolean lost = converse(stream, started, pumps);
      int code = exitCode;
      String error = failureOf(pumps);
      error = error == null ? inputFailure : error;
      error = error == null ? clientLoss : error;
      error = unseen && eviction != null ? UNSEEN : error;
      error = outputFailure == null ? error : outputFailure;
      conclude(stream, error, error == null ? code : NOT_CARRIED, raw(code), lost);
    }
  }

  private List<OutputPump> startPumps(StreamLog stream, Command started) {
    List<OutputPump> pumps = new ArrayList<>();
    for (Map.Entry<OutputChannel, InputStream> each : started.outputs().entrySet()) {
      OutputPump pump =
          new OutputPump(
              each.getKey(),
              each.getValue(),
              stream,
              ticker,
              log,
              prefix,
              () -> started.signal(SIGHUP));
      pumps.add(pump);
      daemon(pump, "out-" + each.getKey().word() + '-' + prefix);
    }
    return pumps;
  }

  /** Serves input and signals until the command and its output have ended; true if hung up. */
  private boolean converse(StreamLog stream, Command started, List<OutputPump> pumps)
      throws InterruptedException {
    StoreReader incoming = admission.incoming();
    PatientTail stdin = new PatientTail(incoming, ticker, Layout.stdin(request.session()));
    LogTail control = incoming.tail(Layout.control(request.session()), 0);
    List<Key> folder = List.of(Layout.session(request.session()));
    Waiter waiter = new Waiter(transport, folder, Waiter.ALWAYS);
    Rhythm feedRhythm = new Rhythm(ticker, transport.traits(), CEILING);
    Rhythm controlRhythm = new Rhythm(ticker, transport.traits(), CEILING);
    StdinFeed feed =
        new StdinFeed(
            stdin, started, stream, feedRhythm, log, prefix, seals == null ? null : seals.stdin());
    ControlLoop loop =
        new ControlLoop(
                control,
                started,
                stream,
                feed,
                controlRhythm,
                waiter,
                ticker,
                log,
                prefix,
                request.signsOfLife() ? request.silenceAllowed(clientLostAfter) : Duration.ZERO,
                seals == null ? null : seals.control())
            .judgingOnlyWhile(lease::isFresh)
            .tellingOfLostOutput(this::outputLost);
    Thread feedThread = daemon(feed, "in-" + prefix);
    Thread controlThread = daemon(loop, "control-" + prefix);
    try {
      exitCode = started.waitFor();
      ended = true;
      if (eviction != null) {
        eviction.over();
      }
      for (OutputPump pump : pumps) {
        if (started.endsWithLeader()) {
          pump.awaitQuiet(PTY_QUIET_MILLIS);
        } else {
          pump.awaitEnd();
        }
      }
    } finally {
      feed.stop();
      loop.stop();
      started.close(); // frees a feed that is blocked by a background process that does not read
      controlThread.join();
      feedThread.join();
      stdin.close();
      control.close();
    }
    inputFailure = feed.failure();
    clientLoss = loop.clientLoss();
    return loop.clientLost();
  }

  /**
   * Ends the session. The lock goes first, so that the client's next command finds it free; the
   * exit record last, because the client returns when it sees it and may then read the rest.
   */
  private void conclude(StreamLog stream, String error, int code, int raw, boolean cancelled)
      throws TransportException {
    lease.check();
    unlock();
    SessionState state = cancelled ? SessionState.CANCELLED : SessionState.ofExit(code);
    state = hasLastWord() ? state : SessionState.FAILED;
    writeStatus(state, code, error);
    stream.finish(error, code, raw);
    log.event(
        WorkerLog.Topic.EXIT, prefix + " exit code " + code + (error == null ? "" : ": " + error));
  }

  /** False where another has declared this session failed while this worker was not seen. */
  private boolean hasLastWord() {
    try {
      return !unseen || store.answerTo(() -> lastWord.isOurs(request.session()));
    } catch (TransportException e) {
      log.warn(prefix + " cannot tell who has the last word on it: " + e.getMessage());
      return true;
    }
  }

  /** The status is for people and old peers: no session fails for it. */
  private void writeStatus(SessionState state, Integer code, String error) {
    Instant now = ticker.now();
    Status status =
        new Status(
            request.session(),
            state,
            request.createdAt(),
            now,
            code,
            startedAt,
            identity.name(),
            state.isFinal() ? now : null,
            error);
    try {
      byte[] text = StatusCodec.encode(status);
      if (state.isFinal()) {
        store.persistIn(() -> transport.replace(Layout.status(request.session()), text, limit));
      } else {
        transport.replace(Layout.status(request.session()), text, limit);
      }
    } catch (TransportException e) {
      log.warn(prefix + " could not write status " + state.word() + ": " + e.getMessage());
    }
  }

  private void unlock() {
    if (unlocked) {
      return;
    }
    unlocked = true;
    try {
      lock.release();
      log.event(WorkerLog.Topic.LOCK, prefix + " released " + request.cwd());
    } catch (TransportException e) {
      log.warn(prefix + " could not release the lock of " + request.cwd() + ": " + e.getMessage());
    }
  }

  private static String failureOf(List<OutputPump> pumps) {
    for (OutputPump pump : pumps) {
      if (pump.failure() != null) {
        return "output was lost on the way: " + pump.failure();
      }
    }
    return null;
  }

  /** Java tells death by signal n as 128+n and so cannot tell it from an exit with that code. */
  private static int raw(int code) {
    return code > 128 && code < 128 + 65 ? -(code - 128) : code;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
