package dev.pigeon.wire;

/**
 * The size of a terminal in character cells, 1 to 65535 each way.
 *
 * @param cols the width
 * @param rows the height
 */
public record TerminalSize(int cols, int rows) {

  /** What a terminal is taken for that does not say. */
  public static final TerminalSize USUAL = new TerminalSize(80, 24);

  public TerminalSize {
    if (!isValid(cols, rows)) {
      throw new IllegalArgumentException("no terminal has " + cols + "x" + rows + " cells");
    }
  }

  static boolean isValid(long cols, long rows) {
    return cols > 0 && cols <= 0xffff && rows > 0 && rows <= 0xffff;
  }
}
