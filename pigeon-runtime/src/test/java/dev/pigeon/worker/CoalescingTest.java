package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.testing.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CoalescingTest {
  private static final Duration SOON = Duration.ofNanos(100_000);

  private final HandTicker ticker = new HandTicker();
  private final Coalescing coalescing = new Coalescing(ticker);

  @Test
  void theFirstOfManyPassAtOnceAndThenOneAMoment() {
    int atOnce = 0;
    while (!piece(1)) {
      atOnce++;
      ticker.advance(SOON);
    }
    assertEquals(Coalescing.FIRST, atOnce);
    for (int i = 0; i < 100; i++) {
      ticker.advance(Duration.ofNanos(Coalescing.MOMENT_NANOS));
      coalescing.waited();
      assertTrue(piece(10));
    }
  }

  @Test
  void whatComesAloneIsNeverKept() {
    for (int i = 0; i < 100; i++) {
      ticker.advance(Duration.ofNanos(Coalescing.MOMENT_NANOS));
      assertFalse(piece(1));
    }
  }

  @Test
  void neitherIsWhatComesInLargePieces() {
    for (int i = 0; i < 100; i++) {
      ticker.advance(SOON);
      assertFalse(piece(Coalescing.LARGE));
    }
  }

  @Test
  void aPauseOfTheCommandEndsTheCrowd() {
    while (!piece(1)) {
      ticker.advance(SOON);
    }
    coalescing.waited();
    ticker.advance(Duration.ofMillis(50));
    assertFalse(piece(1));
    ticker.advance(SOON);
    assertFalse(piece(1));
  }

  private boolean piece(int size) {
    return coalescing.afterPiece(size);
  }
}
