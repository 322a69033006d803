package dev.pigeon.wire;

/**
 * How much output a session had, so that a reader knows whether it has all of it.
 *
 * @param pty bytes on the pty
 * @param stdout bytes on standard output
 * @param stderr bytes on standard error
 */
public record OutputTotals(long pty, long stdout, long stderr) {

  /** Nothing yet. */
  public static final OutputTotals NONE = new OutputTotals(0, 0, 0);

  /** These and {@code bytes} more on {@code channel}. */
  public OutputTotals plus(OutputChannel channel, long bytes) {
    return new OutputTotals(
        pty + (channel == OutputChannel.PTY ? bytes : 0),
        stdout + (channel == OutputChannel.STDOUT ? bytes : 0),
        stderr + (channel == OutputChannel.STDERR ? bytes : 0));
  }

  /** Those of one channel. */
  public long of(OutputChannel channel) {
    return channel.choose(pty, stdout, stderr);
  }

  /** All channels together. */
  public long sum() {
    return pty + stdout + stderr;
  }
}
