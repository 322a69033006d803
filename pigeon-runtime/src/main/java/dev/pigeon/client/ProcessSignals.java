package dev.pigeon.client;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The signals of this process. QUIT is the JVM's own and comes by another way. */
public final class ProcessSignals implements SignalSource {
  private static final String[] NAMES = {"HUP", "INT", "TERM", "USR1", "USR2"};

  private final boolean pty;

  /**
   * @param pty whether the terminal is the remote command's, so that its size matters
   */
  public ProcessSignals(boolean pty) {
    this.pty = pty;
  }

  @Override
  public void install(Receiver receiver) {
    SignalHandler passOn =
        new SignalHandler() {
          @Override
          public void handle(Signal signal) {
            receiver.signal(signal.getNumber());
          }
        };
    for (String name : NAMES) {
      handle(name, passOn);
    }
    handle("TSTP", new Stopping(receiver));
    if (pty) {
      handle(
          "WINCH",
          new SignalHandler() {
            @Override
            public void handle(Signal signal) {
              receiver.resized();
            }
          });
    }
  }

  private static void handle(String name, SignalHandler handler) {
    try {
      Signal.handle(new Signal(name), handler);
    } catch (IllegalArgumentException e) {
      // A JVM that keeps this signal for itself: it stays with its default action.
    }
  }

  /** Ctrl-Z on pipes: say so, stop as anybody would, and say when it goes on. */
  private static final class Stopping implements SignalHandler {
    private final Receiver receiver;

    Stopping(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void handle(Signal signal) {
      receiver.stopping();
      OwnProcess.stop();
      receiver.continued();
    }
  }
}
