package dev.pigeon.client;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a pty's output has made of the caller's screen, as far as it matters to somebody who leaves
 * before the command could clean up: modes it switched on, and whether the last line is open.
 */
final class Screen {
  private static final byte ESCAPE = 0x1b;
  private static final int LONGEST = 32;

  /** What takes modes back, most visible first; a mode that is not named here does no harm. */
  private enum Mode {
    ALTERNATE("\033[?1049l", 47, 1047, 1049),
    MOUSE("\033[?1000l\033[?1002l\033[?1003l\033[?1006l", 1000, 1002, 1003, 1006),
    FOCUS("\033[?1004l", 1004),
    PASTE("\033[?2004l", 2004),
    CURSOR_KEYS("\033[?1l\033>", 1);

    private final String off;
    private final int[] numbers;

    Mode(String off, int... numbers) {
      this.off = off;
      this.numbers = numbers;
    }
  }

  private final Set<Mode> on = new TreeSet<>();
  private final StringBuilder sequence = new StringBuilder();
  private boolean inSequence;
  private boolean cursorHidden;
  private boolean lineOpen;

  /** Looks at output on its way to the screen; leaves the buffer as it was. */
  void shows(ByteBuffer data) {
    for (int i = data.position(); i < data.limit(); i++) {
      see(data.get(i));
    }
  }

  /** Whether a full-screen program has the screen. */
  boolean fullScreen() {
    return on.contains(Mode.ALTERNATE);
  }

  /** What to write so that a shell's prompt comes out as usual. */
  String cleanUp() {
    StringBuilder text = new StringBuilder();
    for (Mode mode : on) {
      text.append(mode.off);
    }
    if (cursorHidden) {
      text.append("\033[?25h");
    }
    if (lineOpen) {
      text.append("\r\n");
    }
    cleanedUp();
    return text.toString();
  }

  /** The command ended by itself: what it left behind is meant. */
  void cleanedUp() {
    on.clear();
    cursorHidden = false;
    lineOpen = false;
  }

  private void see(byte c) {
    if (c == ESCAPE) {
      inSequence = true;
      sequence.setLength(0);
    } else if (inSequence) {
      continueSequence((char) c);
    } else {
      lineOpen = c != '\n' && (lineOpen || c != '\r');
    }
  }

  private void continueSequence(char c) {
    boolean parameter = c >= '0' && c <= '9' || c == ';' || c == '?' || c == '[';
    if (parameter && sequence.length() < LONGEST) {
      sequence.append(c);
      return;
    }
    inSequence = false;
    if ((c == 'h' || c == 'l') && sequence.indexOf("[?") == 0) {
      for (String number : sequence.substring(2).split(";")) {
        set(number, c == 'h');
      }
    }
  }

  private void set(String number, boolean value) {
    if (number.equals("25")) {
      cursorHidden = !value;
    }
    for (Mode mode : Mode.values()) {
      for (int each : mode.numbers) {
        if (number.equals(Integer.toString(each))) {
          if (value) {
            on.add(mode);
          } else {
            on.remove(mode);
          }
        }
      }
    }
  }
}
