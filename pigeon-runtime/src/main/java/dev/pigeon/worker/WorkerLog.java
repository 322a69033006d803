package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.wire.OneLine;
import dev.pigeon.wire.UtcTime;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The worker's words on standard error: warnings always, events only while debug is on. */
public final class WorkerLog {
  private static final int PREVIEW = 120;
  private static final String RESET = "\033[0m";

  /** What a line is about; its colour on a terminal. */
  enum Topic {
    START("\033[1;32m"),
    CLAIM("\033[36m"),
    LOCK("\033[33m"),
    INPUT("\033[34m"),
    OUTPUT("\033[35m"),
    EXIT("\033[32m"),
    SIGNAL("\033[33m"),
    CONFIG("\033[36m"),
    CLEANUP("\033[2m"),
    WARN("\033[1;31m");

    private final String colour;

    Topic(String colour) {
      this.colour = colour;
    }
  }

  private final PrintStream err;
  private final boolean colour;
  private final Ticker ticker;
  private volatile boolean debug;

  public WorkerLog(PrintStream err, boolean colour, Ticker ticker) {
    this.err = err;
    this.colour = colour;
    this.ticker = ticker;
  }

  void debug(boolean on) {
    debug = on;
  }

  boolean isDebug() {
    return debug;
  }

  /** An event, shown while debug is on. */
  void event(Topic topic, String text) {
    if (debug) {
      print(topic, text);
    }
  }

  /** A preview of bytes that passed, shown while debug is on. */
  void preview(Topic topic, String prefix, ByteBuffer bytes) {
    if (debug) {
      print(topic, prefix + ' ' + bytes.remaining() + " bytes: " + printable(bytes));
    }
  }

  /** Something a person should know whether or not debug is on. */
  void warn(String text) {
    if (debug) {
      print(Topic.WARN, text);
    } else {
      report(text);
    }
  }

  /** A plain line. */
  public void report(String text) {
    err.print("pigeon: " + OneLine.of(text) + "\n");
    err.flush();
  }

  private void print(Topic topic, String words) {
    String text = OneLine.of(words);
    String time = UtcTime.text(ticker.now()).substring(11, 23);
    String word = topic.name().toLowerCase(java.util.Locale.ROOT);
    String line =
        colour
            ? "\033[2m" + time + RESET + ' ' + topic.colour + word + RESET + ' ' + text + "\n"
            : time + ' ' + word + ' ' + text + "\n";
    err.print(line);
    err.flush();
  }

  private static String printable(ByteBuffer bytes) {
    int shown = Math.min(PREVIEW, bytes.remaining());
    byte[] head = new byte[shown];
    bytes.duplicate().get(head);
    String text = new String(head, StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        out.append('\\');
      }
      OneLine.append(out, c);
    }
    return out.append(shown < bytes.remaining() ? "\"…" : "\"").toString();
  }
}
