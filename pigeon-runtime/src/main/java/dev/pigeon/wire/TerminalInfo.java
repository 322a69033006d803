package dev.pigeon.wire;

/**
 * What the command's standard streams are to be: a pty where both flags are set, else pipes.
 *
 * @param stdin whether standard input counts as a terminal, after {@code -t} and {@code -T}
 * @param stdout the same for standard output
 * @param size the caller's terminal; null if there is none
 */
public record TerminalInfo(boolean stdin, boolean stdout, TerminalSize size) {

  /** Three pipes. */
  public static final TerminalInfo PIPES = new TerminalInfo(false, false, null);

  /** Whether the worker allocates a pty. */
  public boolean pty() {
    return stdin && stdout;
  }
}
