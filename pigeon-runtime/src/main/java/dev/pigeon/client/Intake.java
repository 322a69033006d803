package dev.pigeon.client;

import dev.pigeon.wire.OutputTotals;
import dev.pigeon.wire.StreamRecord;
import java.io.IOException;

/** Takes output to the caller's streams, each piece once and in order, and tells if it is all. */
final class Intake {
  private final OutputSink sink;
  private final Screen screen;
  private final LeaveKeys leaveKeys;
  private final boolean pty;
  private long nextSeq;
  private boolean gap;

  /**
   * @param pty whether the output is a terminal's, whose screen is followed
   */
  Intake(OutputSink sink, Screen screen, LeaveKeys leaveKeys, boolean pty) {
    this.sink = sink;
    this.screen = screen;
    this.leaveKeys = leaveKeys;
    this.pty = pty;
  }

  /** Writes a piece; a repeated one is passed over. Blocks as long as the reader does. */
  void take(StreamRecord.Output output) throws BrokenOutput {
    if (output.seq() >= 0 && output.seq() < nextSeq) {
      return;
    }
    gap |= output.seq() > nextSeq;
    nextSeq = output.seq() + 1;
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
  }

  /** How much has been written. */
  OutputTotals totals() {
    return sink.totals();
  }

  /** What is missing at the end, in words; null if nothing is. */
  String missingAt(StreamRecord.Exit exit) {
    OutputTotals wanted = exit.totals();
    if (!gap && (wanted == null || wanted.same(totals()))) {
      return null;
    }
    return totals().sum()
        + (wanted == null ? " bytes came, with a gap" : " of " + wanted.sum() + " bytes came");
  }
}
