package dev.pigeon.client;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Signals of this process to itself. */
final class OwnProcess {
  private OwnProcess() {}

  /** Stops it as Ctrl-Z would; returns once somebody continues it. */
  static void stop() {
    Signal stop = new Signal("TSTP");
    SignalHandler before = Signal.handle(stop, SignalHandler.SIG_DFL);
    Signal.raise(stop);
    Signal.handle(stop, before);
  }
}
