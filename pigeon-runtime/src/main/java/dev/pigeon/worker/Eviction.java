package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGHUP;
import static dev.pigeon.os.SignalNumber.SIGKILL;
import static dev.pigeon.os.SignalNumber.SIGTERM;

import dev.pigeon.pace.Pause;
import java.time.Duration;

/** Ends a command within three seconds: HUP, then TERM, then KILL. On a thread of its own. */
final class Eviction implements Runnable {
  /** How long it takes at most. */
  static final Duration LONGEST = Duration.ofSeconds(3);

  private static final Duration TO_HANG_UP = Duration.ofSeconds(1);

  private final Command command;
  private final Pause pause = new Pause();
  private volatile boolean over;

  Eviction(Command command) {
    this.command = command;
  }

  @Override
  public void run() {
    send(SIGHUP);
    pause.await(TO_HANG_UP);
    send(SIGTERM);
    pause.await(LONGEST.minus(TO_HANG_UP));
    send(SIGKILL);
  }

  /** The command has ended. */
  void over() {
    over = true;
    pause.close();
  }

  private void send(int signal) {
    if (!over) {
      command.signal(signal);
    }
  }
}
