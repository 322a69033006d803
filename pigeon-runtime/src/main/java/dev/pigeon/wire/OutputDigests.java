package dev.pigeon.wire;

/**
 * The digest of each channel's output, as {@link RunningDigest#text} says it; null for a channel of
 * which a peer says nothing.
 *
 * @param pty of the pty
 * @param stdout of standard output
 * @param stderr of standard error
 */
public record OutputDigests(String pty, String stdout, String stderr) {

  /** The one of a channel, or null. */
  public String of(OutputChannel channel) {
    return channel.choose(pty, stdout, stderr);
  }
}
