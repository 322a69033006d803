package dev.pigeon.wire;

/** Text that came out of the shared folder, made fit to stand in one line on a terminal. */
public final class OneLine {
  private static final int MOST = 1000;

  private OneLine() {}

  /** The same text; control characters are spelled out, and what is beyond all bounds is cut. */
  public static String of(String text) {
    int end = Math.min(text.length(), MOST);
    int i = 0;
    while (i < end && !isControl(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(end + 16).append(text, 0, i);
    for (; i < end; i++) {
      append(out, text.charAt(i));
    }
    return out.append(end < text.length() ? "…" : "").toString();
  }

  /** Appends a character, spelled out if it would move a cursor or worse. */
  public static void append(StringBuilder out, char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isControl(c)) {
          out.append("\\x").append(Character.forDigit(c >> 4, 16));
          out.append(Character.forDigit(c & 15, 16));
        } else {
          out.append(c);
        }
      }
    }
  }

  private static boolean isControl(char c) {
    return c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0;
  }
}
