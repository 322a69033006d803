package dev.pigeon.worker;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * Gives a command on a pty its SIGQUIT back: every thread of a JVM blocks that signal, and a
 * command started there would inherit the block and never see Ctrl-\. GNU env(1) can lift it.
 */
final class DefaultSignals {
  private static final List<String> LIFTING = List.of("env", "--default-signal=QUIT");

  private List<String> words;

  /** What to put before a command; empty where env cannot do it. Runs env the first time. */
  synchronized List<String> words() {
    if (words == null) {
      words = works() ? LIFTING : List.of();
    }
    return words;
  }

  private static boolean works() {
    try {
      return new ProcessBuilder(LIFTING.get(0), LIFTING.get(1), "true")
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no env at all: Ctrl-\ is all that is lost
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
