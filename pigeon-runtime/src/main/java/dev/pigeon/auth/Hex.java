package dev.pigeon.auth;

import java.nio.charset.StandardCharsets;

/** Bytes as lower-case hex digits. */
final class Hex {
  private Hex() {}

  static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte each : bytes) {
      text.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
    }
    return text.toString();
  }

  static byte[] ascii(byte[] bytes) {
    return text(bytes).getBytes(StandardCharsets.US_ASCII);
  }

  /** The bytes of hex digits; null if there is anything else. */
  static byte[] bytes(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.length() % 2 != 0) {
        return null;
      }
      bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
    }
    return bytes;
  }
}
