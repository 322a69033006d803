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

  /** The end of input. */
  record Eof() implements StdinRecord {}

  /** Something a later version writes. */
  record Unknown() implements StdinRecord {}
}
