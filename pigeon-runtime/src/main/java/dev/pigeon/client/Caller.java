package dev.pigeon.client;

import static dev.pigeon.os.SignalNumber.SIGHUP;
import static dev.pigeon.os.SignalNumber.SIGINT;
import static dev.pigeon.os.SignalNumber.SIGTERM;

import dev.pigeon.os.OsSignals;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.TerminalSize;
import java.time.Duration;

/**
 * What the person or the process in front does to a session: signals, sizes of the terminal, keys
 * that count on this side. Called from threads of their own; the conversation asks what came of it.
 */
final class Caller implements StdinPump.Keys {
  private static final int NOT_CARRIED = 255;
  private static final long PARTING_GRACE_MILLIS = 2000;

  /** Whoever leaves does not wait for a store that hangs. */
  private static final Duration LET_GO = Duration.ofSeconds(2);

  private final Ticker ticker;
  private final LocalTerminal terminal;
  private final Notices notices;
  private final OutgoingSession session;
  private final boolean pty;
  private final boolean typing;
  private final Rhythm rhythm;
  private final Waiter waiter;
  private final WorkerWatch watch;
  private final LeaveKeys leaveKeys;
  private final Screen screen;
  private volatile boolean started;
  private volatile boolean suspended;
  private volatile int withdrawSignal;
  private volatile int partingSignal;
  private volatile long partingSince;
  private volatile int departureCode = -1;
  private volatile int leaveCode = -1;
  private volatile String parting;

  /**
   * @param pty whether the command has a terminal
   * @param typing whether a person types at it
   */
  Caller(
      Ticker ticker,
      LocalTerminal terminal,
      Notices notices,
      OutgoingSession session,
      boolean pty,
      boolean typing,
      Rhythm rhythm,
      Waiter waiter,
      WorkerWatch watch,
      LeaveKeys leaveKeys,
      Screen screen) {
    this.ticker = ticker;
    this.terminal = terminal;
    this.notices = notices;
    this.session = session;
    this.pty = pty;
    this.typing = typing;
    this.rhythm = rhythm;
    this.waiter = waiter;
    this.watch = watch;
    this.leaveKeys = leaveKeys;
    this.screen = screen;
  }

  /** Passes a signal on; before a worker has the session it asks for the session back, too. */
  void signal(int number) {
    if (!started) {
      withdrawSignal = number;
    }
    if (number == SIGINT && leaveKeys.pressed()) {
      if (leaveKeys.insists()) {
        departureCode = 128 + SIGINT;
        session.letGoAfter(LET_GO);
        leaveCode = 128 + SIGINT;
        waiter.wake();
        return;
      }
      String worker = watch.worker() == null ? "its worker" : watch.worker();
      notices.line(
          "the command has not reacted to Ctrl-C yet; once more leaves it to "
              + worker
              + " and ends pigeon");
    }
    if ((number == SIGTERM || number == SIGHUP) && partingSignal == 0) {
      partingSince = ticker.nanos();
      partingSignal = number;
    }
    send(new ControlRecord.Signal(number));
  }

  /** The caller's terminal has another size. */
  void resize(TerminalSize size) {
    if (pty) {
      send(new ControlRecord.Resize(size));
    }
  }

  /** The process is about to stop for a while. */
  void suspended() {
    suspended = true;
    send(new ControlRecord.Suspended());
  }

  /** The process goes on after a stop. */
  void continued() {
    suspended = false;
    TerminalSize size = pty && typing ? terminal.raw() : null;
    if (size == null) {
      send(new ControlRecord.Alive());
      return;
    }
    // A size that differs for a moment makes full-screen programs draw everything anew.
    int nudged = size.rows() > 1 ? size.rows() - 1 : size.rows() + 1;
    send(new ControlRecord.Resize(new TerminalSize(size.cols(), nudged)));
    send(new ControlRecord.Resize(size));
  }

  /** The key itself goes to the remote terminal, where nobody reads it before the command runs. */
  @Override
  public void interrupt() {
    if (!started) {
      withdrawSignal = SIGINT;
      waiter.wake();
      return;
    }
    if (leaveKeys.pressed() && !leaveKeys.insists() && !screen.fullScreen()) {
      notices.line(
          "the command has not reacted to Ctrl-C yet; Ctrl-\\ is harder, and Enter ~ . leaves it");
    }
  }

  @Override
  public void escape(EscapeFilter.Action action) {
    switch (action) {
      case LEAVE -> {
        parting =
            started
                ? "left the session; its command was hung up"
                : "left the session before its command had begun";
        leave(NOT_CARRIED);
      }
      case HELP ->
          notices.block(
              "~?\nSupported escapes, after a newline:\n"
                  + "  ~.   end the session\n"
                  + "  ~^Z  suspend pigeon\n"
                  + "  ~~   send one tilde\n"
                  + "  ~?   this list\n");
      case SUSPEND -> {
        suspended();
        terminal.restore();
        OsSignals.stopSelf();
        continued();
      }
      case NONE -> {}
    }
  }

  /** The command runs: from now on it is told, not taken back. */
  void commandStarted() {
    started = true;
  }

  /** Whether the process is stopped of its own will, so that it gives no signs of life. */
  boolean isSuspended() {
    return suspended;
  }

  /** The signal for which the session is to be taken back if nobody has it yet, or 0. */
  int withdrawSignal() {
    return withdrawSignal;
  }

  /** A worker has the session: it cannot be taken back. */
  void tooLateToWithdraw() {
    withdrawSignal = 0;
  }

  /** The exit code of a caller who has left, or -1. */
  int leaveCode() {
    if (pty) {
      leaveIfTold(); // a shell at its prompt ignores TERM; the caller's window is gone
    }
    return leaveCode;
  }

  /** The same while this side is stuck, and would not see that the command has ended. */
  boolean leavesWhileStuck() {
    leaveIfTold();
    return leaveCode >= 0;
  }

  private synchronized void leaveIfTold() {
    if (partingSignal != 0
        && leaveCode < 0
        && ticker.millisSince(partingSince) > PARTING_GRACE_MILLIS) {
      leave(128 + partingSignal);
    }
  }

  /** The same for one who is about to leave, be the worker told or not. */
  int departureCode() {
    return departureCode;
  }

  /** What to say once the terminal is restored, or null. */
  String parting() {
    return parting;
  }

  private void leave(int code) {
    departureCode = code;
    session.letGoAfter(LET_GO);
    send(new ControlRecord.Signal(SIGHUP));
    send(new ControlRecord.Left());
    leaveCode = code;
    waiter.wake();
  }

  private void send(ControlRecord record) {
    try {
      session.control(record);
      rhythm.progress();
      waiter.wake();
    } catch (TransportException e) {
      notices.line("could not pass it on: " + e.getMessage());
    }
  }
}
