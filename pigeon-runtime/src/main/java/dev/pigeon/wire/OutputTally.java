package dev.pigeon.wire;

import java.nio.ByteBuffer;

/** Counts and digests the output of a session as it passes, channel by channel. */
public final class OutputTally {
  private final RunningDigest pty = new RunningDigest();
  private final RunningDigest stdout = new RunningDigest();
  private final RunningDigest stderr = new RunningDigest();
  private OutputTotals totals = OutputTotals.NONE;

  /** Adds the remaining bytes of a buffer, which is left as it is. */
  public void add(OutputChannel channel, ByteBuffer data) {
    digest(channel).update(data);
    totals = totals.plus(channel, data.remaining());
  }

  /** How much has passed. */
  public OutputTotals totals() {
    return totals;
  }

  /** The digests of what has passed. */
  public OutputDigests digests() {
    return new OutputDigests(pty.text(), stdout.text(), stderr.text());
  }

  /** What differs from what a worker says at the end, in words; null if nothing does. */
  public String differenceTo(StreamRecord.Exit exit) {
    for (OutputChannel channel : OutputChannel.values()) {
      if (exit.totals() != null && exit.totals().of(channel) != totals.of(channel)) {
        return totals.of(channel)
            + " of "
            + exit.totals().of(channel)
            + " bytes of "
            + channel.word()
            + " came";
      }
    }
    for (OutputChannel channel : OutputChannel.values()) {
      String said = exit.digests() == null ? null : exit.digests().of(channel);
      if (digest(channel).contradicts(said)) {
        return channel.word()
            + " has "
            + digest(channel).text()
            + " here and "
            + said
            + " at its worker";
      }
    }
    return null;
  }

  private RunningDigest digest(OutputChannel channel) {
    return channel.choose(pty, stdout, stderr);
  }
}
