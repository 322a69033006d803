package dev.pigeon.os;

import java.io.IOException;
import java.util.function.IntConsumer;

/** Signals of this process. The JDK's one class for them has no successor that is supported. */
public final class OsSignals {
  private OsSignals() {}

  /**
   * Has a signal handled, on a thread of its own each time.
   *
   * @param name without SIG
   * @param handler gets the number
   * @return false if the JVM keeps this signal for itself or found it ignored; then it stays so
   */
  public static boolean handle(String name, IntConsumer handler) {
    try {
      sun.misc.SignalHandler before =
          sun.misc.Signal.handle(
              new sun.misc.Signal(name),
              new sun.misc.SignalHandler() {
                @Override
                public void handle(sun.misc.Signal signal) {
                  handler.accept(signal.getNumber());
                }
              });
      // What was ignored when the JVM started it goes on ignoring, and says so only here.
      return before != sun.misc.SignalHandler.SIG_IGN;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Stops this process as Ctrl-Z would; returns once somebody continues it. The signal is sent by a
   * process of its own, because Java raises only signals that it handles itself.
   */
  public static void stopSelf() {
    sun.misc.Signal stop = new sun.misc.Signal("TSTP");
    sun.misc.SignalHandler before = sun.misc.Signal.handle(stop, sun.misc.SignalHandler.SIG_DFL);
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -TSTP " + ProcessHandle.current().pid())
          .start()
          .waitFor();
    } catch (IOException e) {
      // No sh: the process goes on, which is all that can be done.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sun.misc.Signal.handle(stop, before);
    }
  }
}
