package dev.pigeon.client;

import dev.pigeon.wire.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * The caller's terminal, worked through {@code stty} on standard input. Whoever calls {@link #raw}
 * calls {@link #restore} on every way out.
 */
public final class LocalTerminal {
  private String saved;
  private boolean raw;

  /**
   * Its size now, or null if standard input is no terminal or has no size. Starts a process: some
   * 10 ms.
   */
  public TerminalSize size() {
    String out = stty("stty size");
    return out == null ? null : parseSize(out);
  }

  /** Notes the settings and switches to raw mode; returns the size, or null. */
  public synchronized TerminalSize raw() {
    if (saved == null) {
      String out = stty("stty -g && stty size; stty raw -echo -iexten");
      int end = out == null ? -1 : out.indexOf('\n');
      if (end < 0) {
        return null;
      }
      saved = out.substring(0, end);
      raw = true;
      return parseSize(out.substring(end + 1));
    }
    raw = true;
    return parseSize(stty("stty size; stty raw -echo -iexten"));
  }

  /** Whether it is in raw mode now, so that a line of ours needs a carriage return. */
  synchronized boolean isRaw() {
    return raw;
  }

  /** Puts the noted settings back, if any were. */
  public synchronized void restore() {
    if (raw) {
      raw = false;
      stty("stty " + saved);
    }
  }

  private static TerminalSize parseSize(String text) {
    if (text == null) {
      return null;
    }
    String line = text.strip();
    int space = line.indexOf(' ');
    try {
      int rows = Integer.parseInt(line.substring(0, space));
      int cols = Integer.parseInt(line.substring(space + 1));
      return new TerminalSize(cols, rows);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null; // a serial line without a size says "0 0"
    }
  }

  private static String stty(String command) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      try (InputStream out = process.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.US_ASCII);
        process.waitFor();
        return text;
      }
    } catch (IOException e) {
      return null; // no sh or no stty: the terminal stays as it is
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
