package dev.pigeon.wire;

import java.nio.ByteBuffer;

/** A record of stdin.jsonl, from client to worker. */
public sealed interface StdinRecord {

  /**
   * A piece of input.
   *
   * @param seq counts the records from 0
   * @param data the bytes; valid until the next record is decoded
   */
  record Data(long seq, ByteBuffer data) implements StdinRecord {}

  /**
   * The end of input.
   *
   * @param seq the number after that of the last piece
   * @param bytes of input before it; -1 from a peer that says nothing
   * @param digest of them, as {@link RunningDigest#text} says it; null from a peer that says
   *     nothing
   */
  record Eof(long seq, long bytes, String digest) implements StdinRecord {}

  /**
   * The log goes on in another segment; what may follow here was written before.
   *
   * @param segment its number
   * @param seq of the first record there; -1 if that is not said
   */
  record Next(long segment, long seq) implements StdinRecord {}

  /** Something a later version writes. */
  record Unknown() implements StdinRecord {}
}
