package dev.pigeon.transport.sharedfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds control characters, such as the ends of lines, in a block, eight bytes at a time. */
final class ControlCharacters {
  private static final long BLANKS = 0x2020202020202020L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final ByteBuffer block;

  /** Those of a block as it is at the time of each search. */
  ControlCharacters(byte[] block) {
    this.block = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The first byte from {@code from} on that is a control character; {@code end} if none is. */
  int next(int from, int end) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long eight = block.getLong(at);
      long controls = eight - BLANKS & ~eight & HIGH_BITS; // a borrow spoils higher bytes only
      if (controls != 0) {
        return at + Long.numberOfTrailingZeros(controls) / Byte.SIZE;
      }
    }
    while (at < end && (block.get(at) & 0xff) >= ' ') {
      at++;
    }
    return at;
  }
}
