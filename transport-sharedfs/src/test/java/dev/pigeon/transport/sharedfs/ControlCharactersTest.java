package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlCharactersTest {
  private static final long SEED = 20261121;

  @Test
  void findsWhatALookAtEachByteFinds() {
    Random random = new Random(SEED);
    for (int run = 0; run < 2000; run++) {
      byte[] block = new byte[random.nextInt(70)];
      random.nextBytes(block);
      for (int i = 0; i < block.length; i++) {
        if (random.nextInt(8) != 0) {
          block[i] |= 0x20; // few control characters, and bytes of every other kind
        }
      }
      ControlCharacters controls = new ControlCharacters(block);
      for (int from = 0; from <= block.length; from++) {
        int end = from + random.nextInt(block.length - from + 1);
        assertEquals(
            one(block, from, end), controls.next(from, end), "seed " + SEED + ", run " + run);
      }
    }
  }

  @Test
  void eachOfThe256BytesIsJudgedAtEachPlace() {
    for (int place = 0; place < 17; place++) {
      for (int value = 0; value < 256; value++) {
        byte[] block = "an ordinary line.".getBytes(StandardCharsets.US_ASCII);
        block[place] = (byte) value;
        int found = new ControlCharacters(block).next(0, block.length);
        assertEquals(value < ' ' ? place : block.length, found, place + ": " + value);
      }
    }
  }

  private static int one(byte[] block, int from, int end) {
    int at = from;
    while (at < end && (block[at] & 0xff) >= ' ') {
      at++;
    }
    return at;
  }
}
