package dev.pigeon.client;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;

/** Random bits for names; straight from the kernel, which spares loading security providers. */
final class RandomBits {
  private RandomBits() {}

  static long next() {
    byte[] bytes = new byte[8];
    try (FileInputStream in = new FileInputStream("/dev/urandom")) {
      if (in.readNBytes(bytes, 0, 8) != 8) {
        return new SecureRandom().nextLong();
      }
    } catch (IOException e) {
      return new SecureRandom().nextLong();
    }
    long value = 0;
    for (byte b : bytes) {
      value = value << 8 | b & 0xff;
    }
    return value;
  }
}
