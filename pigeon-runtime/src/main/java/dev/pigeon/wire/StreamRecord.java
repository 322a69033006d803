package dev.pigeon.wire;

import java.nio.ByteBuffer;

/** A record of stream.jsonl, from worker to client. */
public sealed interface StreamRecord {

  /**
   * The command runs.
   *
   * @param acksStdin whether the worker acknowledges input, so that a client may wait for it
   */
  record Started(boolean acksStdin) implements StreamRecord {}

  /**
   * The worker has handed so many bytes of input to the command since the start.
   *
   * @param bytes of input
   * @param segments whether the worker follows input into further segments
   */
  record StdinAck(long bytes, boolean segments) implements StreamRecord {}

  /**
   * The log goes on in another segment; what may follow here was written before.
   *
   * @param segment its number
   * @param seq of the first output there; -1 if that is not said
   */
  record Next(long segment, long seq) implements StreamRecord {}

  /**
   * A piece of output.
   *
   * @param seq counts output records from 0
   * @param channel where it came from
   * @param data the bytes; valid until the next record is decoded
   */
  record Output(long seq, OutputChannel channel, ByteBuffer data) implements StreamRecord {}

  /**
   * The worker wants to see that the client of a signed request is there now.
   *
   * @param challenge what the client is to sign
   */
  record AuthChallenge(String challenge) implements StreamRecord {}

  /** No pty could be had; the command runs on pipes. */
  record PtyFallback() implements StreamRecord {}

  /** The worker could not do its part; an exit follows. */
  record WorkerError(String message) implements StreamRecord {}

  /**
   * The command ended; the last record.
   *
   * @param exitCode what the client exits with
   * @param rawReturnCode the same, or -n after death by signal n
   * @param totals the bytes of each channel before this record; null from a peer that says nothing
   * @param digests of the same bytes; null from a peer that says nothing
   */
  record Exit(int exitCode, int rawReturnCode, OutputTotals totals, OutputDigests digests)
      implements StreamRecord {}

  /** Something a later version writes. */
  record Unknown() implements StreamRecord {}
}
