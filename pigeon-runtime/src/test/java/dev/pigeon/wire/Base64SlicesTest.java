package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64SlicesTest {
  private static final int AT = 3;

  private final Base64Slices slices = new Base64Slices();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 3071, 3072, 3073, 3074, 3075, 6144, 6145, 98_304, 100_001})
  void isTheBase64OfTheWholeAndBack(int length) {
    byte[] data = new byte[length + 1];
    new Random(length).nextBytes(data);
    byte[] whole = Base64.getEncoder().encode(Arrays.copyOf(data, length));
    assertEquals(whole.length, Base64Slices.encodedLength(length));
    byte[] text = new byte[AT + whole.length];
    slices.encode(data, length, text, AT);
    assertArrayEquals(whole, Arrays.copyOfRange(text, AT, text.length));
    byte[] back = new byte[length];
    assertEquals(length, slices.decode(text, AT, whole.length, back));
    assertArrayEquals(Arrays.copyOf(data, length), back);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17, 4093, 4094, 4095, 4096, 8190, 8191})
  void whatIsNoBase64IsRefusedWhereverItStands(int at) {
    byte[] text = "A".repeat(12_288).getBytes(StandardCharsets.ISO_8859_1);
    for (char wrong : new char[] {'=', '*', '\n', '-'}) {
      byte[] spoilt = text.clone();
      spoilt[at] = (byte) wrong;
      byte[] out = new byte[text.length];
      assertThrows(
          IllegalArgumentException.class, () -> slices.decode(spoilt, 0, spoilt.length, out));
    }
  }
}
