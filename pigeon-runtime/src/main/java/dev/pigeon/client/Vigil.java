package dev.pigeon.client;

import static dev.pigeon.os.SignalNumber.SIGHUP;

import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import java.time.Duration;

/**
 * What a client looks after while nothing comes from its session: whether the caller wants it back,
 * whether it is still in the store, and whether its worker lives.
 */
final class Vigil {
  /** How long taking a session back may take one who is about to leave. */
  static final Duration PARTING = Duration.ofSeconds(2);

  private static final Duration LAST_WORD = Duration.ofSeconds(60);

  private final ClientOptions options;
  private final Notices notices;
  private final OutgoingSession session;
  private final Caller caller;
  private final WorkerWatch watch;
  private final Rhythm rhythm;
  private final Patience writing;
  private final Presence presence;
  private final TurnNotice turnNotice;

  Vigil(
      Transport transport,
      Ticker ticker,
      ClientOptions options,
      Notices notices,
      OutgoingSession session,
      Caller caller,
      WorkerWatch watch,
      Rhythm rhythm,
      Patience writing) {
    this.options = options;
    this.notices = notices;
    this.session = session;
    this.caller = caller;
    this.watch = watch;
    this.rhythm = rhythm;
    this.writing = writing;
    presence = new Presence(transport, ticker, session.id(), Client.CALL_LIMIT);
    turnNotice = new TurnNotice(transport, ticker, session.id(), options.route(), options.cwd());
  }

  /**
   * Looks once.
   *
   * @param started whether the command is known to run
   * @return the signal for which the session was taken back before it began; 0 if it goes on
   */
  int look(boolean started) throws ClientFailure, TransportException {
    watch.passes();
    int signal = caller.withdrawSignal();
    if (signal != 0 && !started && withdraws()) {
      return signal;
    }
    presence.look();
    if (presence.isGone()) {
      throw gone();
    }
    watch.passes();
    if (presence.overFor().compareTo(LAST_WORD) >= 0
        && rhythm.silence().compareTo(LAST_WORD) >= 0) {
      throw endless();
    }
    Duration silence = watch.lost();
    bear(started);
    if (silence != null) {
      lost(silence, started);
    }
    if (!started
        && options.notices() != PassingNotices.HIDDEN
        && rhythm.silence().toMillis() >= 1000) {
      showTurn();
    }
    return 0;
  }

  private ClientFailure gone() {
    return new ClientFailure(
        "session "
            + session.id()
            + " is gone from "
            + options.place()
            + ": somebody deleted it, or it was cleaned up (session.keep); how the command ended"
            + " is unknown, look at the worker's machine");
  }

  /** The status says that the command has ended, but no record does. */
  private ClientFailure endless() {
    return new ClientFailure(
        "the output is incomplete: its end has not come for "
            + LAST_WORD.toSeconds()
            + " s (session "
            + session.id()
            + " at "
            + options.place()
            + "); how the command ended is in its status.json");
  }

  private void showTurn() {
    try {
      notices.passing(turnNotice.text(watch.worker(), Client.CALL_LIMIT));
    } catch (TransportException e) {
      notices.passing(e.getMessage()); // only words: whether to go on is decided elsewhere
    }
  }

  /** Takes the session back; false if a worker has it, or if the store does not say yet. */
  private boolean withdraws() throws TransportException {
    try {
      boolean withdrawn = session.withdraw();
      writing.worked();
      if (!withdrawn) {
        caller.tooLateToWithdraw();
      }
      return withdrawn;
    } catch (TransportException e) {
      writing.failed(e);
      return false;
    }
  }

  private void lost(Duration silence, boolean started) throws ClientFailure, TransportException {
    long seconds = silence.plusMillis(500).toSeconds();
    if (watch.worker() != null) {
      boolean takenBack = !started && session.withdrawWithin(PARTING);
      if (!takenBack) {
        hangUpShouldItLive();
      }
      throw lost(seconds, "", takenBack);
    }
    if (!session.withdraw()) {
      watch.renew(); // a worker took it this very moment
      return;
    }
    throw new ClientFailure(
        "no worker took the session and none is alive since "
            + seconds
            + " s at "
            + options.place()
            + "; nothing was run, start a worker and try again");
  }

  /**
   * Gives up a worker that a bad store hides; if it lives, it misses this client's signs of life.
   */
  private void bear(boolean started) throws ClientFailure {
    if (watch.hasEnduredEnough()) {
      boolean takenBack = !started && session.withdrawWithin(PARTING);
      throw lost(watch.endured().toSeconds(), ", which answers slowly or not always", takenBack);
    }
  }

  private ClientFailure lost(long seconds, String where, boolean takenBack) {
    return new ClientFailure(
        "lost "
            + (watch.worker() == null ? "every worker" : "worker " + watch.worker())
            + ": no sign of life for "
            + seconds
            + " s at "
            + options.place()
            + where
            + (takenBack
                ? "; it had not begun and nothing was run, try again"
                : "; how far the command got is unknown, look at the worker's machine"));
  }

  /** A worker that only stood still must not go on with what nobody waits for any more. */
  private void hangUpShouldItLive() {
    try {
      session.control(new ControlRecord.Signal(SIGHUP));
      session.control(new ControlRecord.Left());
    } catch (TransportException e) {
      return; // then it misses this client's signs of life
    }
  }
}
