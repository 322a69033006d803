package dev.pigeon.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The signature at the end of a JSON object: its last field, whose value ends in 64 hex digits. All
 * bytes before that field are signed, so nothing depends on how somebody spells JSON.
 */
final class Signed {
  private static final int DIGITS = 2 * SharedKey.LENGTH;

  private Signed() {}

  /** The object with a signature of all it holds. */
  static byte[] with(String field, byte[] object, int length, byte[] signature) {
    byte[] head = field.getBytes(StandardCharsets.US_ASCII);
    byte[] digits = Hex.ascii(signature);
    ByteBuffer out = ByteBuffer.allocate(length - 1 + head.length + digits.length + 2);
    out.put(object, 0, length - 1).put(head).put(digits).put((byte) '"').put((byte) '}');
    return out.array();
  }

  /** What is signed in an object; null if it does not end in such a signature. */
  static ByteBuffer body(String field, ByteBuffer object) {
    byte[] head = field.getBytes(StandardCharsets.US_ASCII);
    int from = object.limit() - head.length - DIGITS - 2;
    if (from < object.position()
        || object.get(object.limit() - 1) != '}'
        || object.get(object.limit() - 2) != '"') {
      return null;
    }
    for (int i = 0; i < head.length; i++) {
      if (object.get(from + i) != head[i]) {
        return null;
      }
    }
    return object.duplicate().limit(from);
  }

  /** The signature of an object that has one; null if it is none. */
  static byte[] signature(ByteBuffer object) {
    byte[] digits = new byte[DIGITS];
    object.duplicate().position(object.limit() - 2 - DIGITS).get(digits);
    return Hex.bytes(new String(digits, StandardCharsets.ISO_8859_1));
  }
}
