package dev.pigeon.client;

import dev.pigeon.wire.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes output to the caller's streams, each piece once and in order, and tells if it is all. */
final class Intake {
  private final OutputSink sink;
  private final Screen screen;
  private final LeaveKeys leaveKeys;
  private final boolean pty;
  private long nextSeq;
  private long highest = -1;
  private boolean torn;

  /**
   * @param pty whether the output is a terminal's, whose screen is followed
   */
  Intake(OutputSink sink, Screen screen, LeaveKeys leaveKeys, boolean pty) {
    this.sink = sink;
    this.screen = screen;
    this.leaveKeys = leaveKeys;
    this.pty = pty;
  }

  /**
   * Writes a piece. Blocks as long as the reader does.
   *
   * @return whether it was the next one; one that was had before or comes too early is passed over
   */
  boolean take(StreamRecord.Output output) throws BrokenOutput {
    highest = Math.max(highest, output.seq());
    if (output.seq() >= 0 && output.seq() != nextSeq) {
      return false;
    }
    nextSeq = output.seq() + 1;
    torn = false;
    if (pty) {
      screen.shows(output.data());
    }
    if (!LeaveKeys.isEcho(output.data())) {
      leaveKeys.progress();
    }
    try {
      sink.write(output.channel(), output.data());
    } catch (IOException e) {
      throw new BrokenOutput(e);
    }
    return true;
  }

  /**
   * All pieces before this number should have come by now.
   *
   * @param seq -1 if it is not known
   * @return whether they have
   */
  boolean hasAllBefore(long seq) {
    highest = Math.max(highest, seq - 1);
    return !hasGap();
  }

  /** A record could not be read; whether it was output is not known. */
  void takeBroken(ByteBuffer record) {
    torn |= record.hasRemaining() && record.get(record.position()) == '{';
  }

  /** Whether a piece came too early and one before it has not come since. */
  boolean hasGap() {
    return highest >= nextSeq;
  }

  /** The number of the piece that is to come. */
  long next() {
    return nextSeq;
  }

  /** How many bytes have been written. */
  long bytes() {
    return sink.tally().totals().sum();
  }

  /**
   * What keeps the output from being whole, in words; null if nothing does.
   *
   * @param exit null if the end is not known, which is a flaw as well
   */
  String flaw(StreamRecord.Exit exit) {
    String difference = exit == null ? null : sink.tally().differenceTo(exit);
    if (difference != null) {
      return difference;
    }
    // A worker that counts nothing cannot say that a broken record behind its last output was none.
    boolean unsure = exit != null && exit.totals() == null && torn;
    return exit == null || unsure || hasGap()
        ? "output record " + nextSeq + " is missing or broken"
        : null;
  }
}
