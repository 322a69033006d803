package dev.pigeon.client;

import dev.pigeon.wire.OneLine;
import java.io.PrintStream;

/**
 * Lines of pigeon's own on standard error. A passing notice stands only while it is true, where a
 * line can be erased; a lasting one is printed anywhere.
 */
final class Notices {
  private final PrintStream err;
  private final PassingNotices passing;
  private final LocalTerminal local;
  private String shown;

  Notices(PrintStream err, PassingNotices passing, LocalTerminal local) {
    this.err = err;
    this.passing = passing;
    this.local = local;
  }

  /** Shows a passing notice in place of the one before; null erases it. */
  synchronized void passing(String words) {
    if (passing == PassingNotices.HIDDEN) {
      return;
    }
    String text = words == null ? null : OneLine.of(words);
    if (java.util.Objects.equals(text, shown)) {
      return;
    }
    if (passing == PassingNotices.PRINTED) {
      print(text);
      return;
    }
    erase();
    if (text != null) {
      // Without wrapping, so that one line is all there is to erase.
      err.print("\033[?7lpigeon: " + text + "\033[?7h");
      err.flush();
    }
    shown = text;
  }

  /** What is true again and again is told once, until something else is. */
  private void print(String text) {
    if (text != null) {
      line(text);
      shown = text;
    }
  }

  /** Prints a line that stays. */
  synchronized void line(String words) {
    String text = OneLine.of(words);
    erase();
    shown = null;
    err.print(local.isRaw() ? "\r\npigeon: " + text + "\r\n" : "pigeon: " + text + "\n");
    err.flush();
  }

  /** Prints lines without the prefix, such as a list of keys. */
  synchronized void block(String text) {
    erase();
    shown = null;
    err.print(local.isRaw() ? text.replace("\n", "\r\n") : text);
    err.flush();
  }

  private void erase() {
    if (shown != null && passing == PassingNotices.ERASED) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
