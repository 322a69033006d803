package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGKILL;

import dev.pigeon.admission.Admission;
import dev.pigeon.admission.Verdict;
import dev.pigeon.auth.SessionSeals;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import java.time.Duration;
import java.time.Instant;

/**
 * One claimed session, from its start to its exit record; runs on a thread of its own. Holds the
 * lock of the working directory until the command has ended.
 */
final class SessionRun implements Runnable {
  private static final int NOT_CARRIED = 255;

  private static final String SUSPENDED =
      "the worker was suspended for so long that others work in the folder; nothing was run, try"
          + " again";

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
  private final Admittance admittance;
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
  private volatile boolean unseen;
  private volatile Eviction eviction;
  private volatile String outputFailure;
  private boolean unlocked;
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
    admittance = new Admittance(transport, ticker, admission, log, limit);
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
      Verdict verdict = admittance.judge(request, opened, () -> endSignal != 0);
      if (verdict instanceof Verdict.Refused refused) {
        conclude(opened, refused.message(), NOT_CARRIED, NOT_CARRIED, false);
        return;
      }
      if (!store.answerTo(lock::isOurs)) {
        conclude(opened, SUSPENDED, NOT_CARRIED, NOT_CARRIED, false);
        return;
      }
      Verdict.Admitted admitted = (Verdict.Admitted) verdict;
      CommandStart.Outcome outcome = starter.start(admitted.request());
      if (outcome instanceof CommandStart.NotStarted failed) {
        conclude(opened, failed.message(), failed.exitCode(), failed.exitCode(), false);
      } else if (outcome instanceof CommandStart.Running running) {
        attend(opened, running, admitted.seals());
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
    if (command != null && !ended && eviction == null) {
      eviction = startEviction();
    }
  }

  private Eviction startEviction() {
    Eviction started = new Eviction(command);
    Daemon.start(started, "evict-" + prefix);
    return started;
  }

  /** The command has ended; its output may still be on its way. */
  private synchronized void over() {
    ended = true;
    if (eviction != null) {
      eviction.over();
    }
  }

  /** The client cannot see what was written: what would come now it could not see either. */
  private void outputLost(String flaw) {
    if (outputFailure == null) {
      outputFailure = flaw;
      log.warn(prefix + ' ' + flaw + "; ending its command");
      stream.clientGone();
      endWhatWrites();
    }
  }

  /** Ends the command, or, if it has ended, those of its children that hold its output open. */
  private synchronized void endWhatWrites() {
    if (ended) {
      startEviction();
    } else {
      evict();
    }
  }

  private void attend(StreamLog stream, CommandStart.Running running, SessionSeals seals)
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
      Exchange exchange =
          new Exchange(transport, ticker, admission.incoming(), request, stream, started, log);
      exchange.startOutput();
      lease.check();
      if (!unseen) {
        writeStatus(SessionState.RUNNING, null, null);
      }
      Duration mostSilence =
          request.signsOfLife() ? request.silenceAllowed(clientLostAfter) : Duration.ZERO;
      int code = exchange.serve(seals, mostSilence, lease::isFresh, this::outputLost, this::over);
      String error = unseen && eviction != null ? UNSEEN : exchange.failure();
      error = outputFailure == null ? error : outputFailure;
      int told = error == null ? code : NOT_CARRIED;
      conclude(stream, error, told, raw(code), exchange.clientLost());
    }
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

  /** Java tells death by signal n as 128+n and so cannot tell it from an exit with that code. */
  private static int raw(int code) {
    return code > 128 && code < 128 + 65 ? -(code - 128) : code;
  }
}
