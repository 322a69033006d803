package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunningDigestTest {
  /** The check value that catalogues of CRCs give for this one. */
  private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

  private final RunningDigest digest = new RunningDigest();

  @Test
  void nothingHasADigestOfEightZeros() {
    assertEquals("crc32:00000000", digest.text());
  }

  @Test
  void theCheckValueOfTheAlgorithmComesOut() {
    digest.update(DIGITS, 0, 4);
    digest.update(ByteBuffer.wrap(DIGITS, 4, 3));
    digest.update(ByteBuffer.allocateDirect(2).put(DIGITS, 7, 2).flip());
    assertEquals("crc32:cbf43926", digest.text());
  }

  @Test
  void aBufferIsLeftAsItIs() {
    ByteBuffer data = ByteBuffer.wrap(DIGITS);
    digest.update(data);
    assertEquals(DIGITS.length, data.remaining());
  }

  @Test
  void onlyAKnownAlgorithmContradicts() {
    digest.update(DIGITS, 0, DIGITS.length);
    assertFalse(digest.contradicts(null));
    assertFalse(digest.contradicts(""));
    assertFalse(digest.contradicts("sha-256:00"));
    assertFalse(digest.contradicts("crc32:CBF43926"));
    assertTrue(digest.contradicts("crc32:cbf43927"));
    assertTrue(digest.contradicts("crc32:"));
  }

  @Test
  void aTallySaysWhichChannelDiffersAndHow() {
    OutputTally tally = new OutputTally();
    tally.add(OutputChannel.STDERR, ByteBuffer.wrap(DIGITS));
    OutputTotals totals = new OutputTotals(0, 0, 9);
    assertNull(tally.differenceTo(new StreamRecord.Exit(0, 0, null, null)));
    assertNull(tally.differenceTo(new StreamRecord.Exit(0, 0, totals, tally.digests())));
    assertEquals(
        "9 of 10 bytes of stderr came",
        tally.differenceTo(
            new StreamRecord.Exit(0, 0, new OutputTotals(0, 0, 10), tally.digests())));
    assertEquals(
        "stderr has crc32:cbf43926 here and crc32:00000001 at its worker",
        tally.differenceTo(
            new StreamRecord.Exit(
                0, 0, totals, new OutputDigests(null, "crc32:00000000", "crc32:00000001"))));
  }
}
