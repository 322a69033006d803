package dev.pigeon.wire;

import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 of long data in short calls. The JDK's vector code for base64 works only where the caller
 * has been compiled, and a caller is compiled for being called often: with one call for a whole
 * record, half a gigabyte would pass before. One thread.
 */
final class Base64Slices {
  private static final int PLAIN = 3 << 10;
  private static final int TEXT = 4 << 10;

  private byte[] plain = {};
  private byte[] text = {};

  /** How many bytes the base64 of {@code length} bytes takes. */
  static int encodedLength(int length) {
    return (length + 2) / 3 * 4;
  }

  /** Writes the base64 of the first {@code length} bytes of {@code data} from {@code at} on. */
  void encode(byte[] data, int length, byte[] out, int at) {
    int taken = 0;
    if (length > PLAIN) {
      prepare();
    }
    while (length - taken > PLAIN) {
      System.arraycopy(data, taken, plain, 0, PLAIN);
      Base64.getEncoder().encode(plain, text);
      System.arraycopy(text, 0, out, at, TEXT);
      taken += PLAIN;
      at += TEXT;
    }
    byte[] last = Base64.getEncoder().encode(Arrays.copyOfRange(data, taken, length));
    System.arraycopy(last, 0, out, at, last.length);
  }

  /**
   * Writes what {@code length} bytes of base64 from {@code from} on stand for.
   *
   * @return how many bytes that are
   * @throws IllegalArgumentException if they are no base64
   */
  int decode(byte[] in, int from, int length, byte[] out) {
    int end = from + length;
    int size = 0;
    if (length > TEXT) {
      prepare();
    }
    while (end - from > TEXT) {
      System.arraycopy(in, from, text, 0, TEXT);
      if (Base64.getDecoder().decode(text, plain) != PLAIN) {
        throw new IllegalArgumentException("padding within the data");
      }
      System.arraycopy(plain, 0, out, size, PLAIN);
      from += TEXT;
      size += PLAIN;
    }
    byte[] last = Base64.getDecoder().decode(Arrays.copyOfRange(in, from, end));
    System.arraycopy(last, 0, out, size, last.length);
    return size + last.length;
  }

  private void prepare() {
    if (plain.length == 0) {
      plain = new byte[PLAIN];
      text = new byte[TEXT];
    }
  }
}
