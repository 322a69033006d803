package dev.pigeon.client;

import static dev.pigeon.os.SignalNumber.SIGQUIT;

import dev.pigeon.os.OsSignals;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The signals of this process. Java keeps QUIT for itself and does not give it away; whether one
 * came is asked of a probe instead.
 */
public final class ProcessSignals implements SignalSource {
  private static final String[] PASSED_ON = {"HUP", "INT", "TERM", "USR1", "USR2"};

  private final boolean pty;
  private final BooleanSupplier quitSeen;
  private Receiver receiver;

  /**
   * @param pty whether the terminal is the remote command's, so that its size matters
   * @param quitSeen whether SIGQUIT came since it was asked last
   */
  public ProcessSignals(boolean pty, BooleanSupplier quitSeen) {
    this.pty = pty;
    this.quitSeen = quitSeen;
  }

  @Override
  public void install(Receiver receiver) {
    this.receiver = receiver;
    IntConsumer passOn = receiver::signal;
    for (String name : PASSED_ON) {
      OsSignals.handle(name, passOn);
    }
    OsSignals.handle("TSTP", number -> stop());
    if (pty) {
      OsSignals.handle("WINCH", number -> receiver.resized());
    }
  }

  @Override
  public void poll() {
    if (quitSeen.getAsBoolean()) {
      receiver.signal(SIGQUIT);
    }
  }

  /** Ctrl-Z on pipes: say so, stop as anybody would, and say when it goes on. */
  private void stop() {
    receiver.stopping();
    OsSignals.stopSelf();
    receiver.continued();
  }
}
