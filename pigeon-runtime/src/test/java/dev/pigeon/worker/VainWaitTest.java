package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.testing.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VainWaitTest {
  private static final Duration WORD = Duration.ofSeconds(5);

  private final HandTicker ticker = new HandTicker();
  private final VainWait wait = new VainWait(ticker);

  @Test
  void aMinuteOfTheSameWordIsVain() {
    for (int i = 0; i < 12; i++) {
      assertFalse(wait.isVain(5, 6), "after " + i + " words");
      ticker.advance(WORD);
    }
    assertTrue(wait.isVain(5, 6));
  }

  @Test
  void whoGotOnDidNotWaitInVain() {
    for (int i = 0; i < 100; i++) {
      assertFalse(wait.isVain(i, 200));
      ticker.advance(WORD);
    }
  }

  @Test
  void whatHasNotBeenWrittenIsNotMissed() {
    for (int i = 0; i < 100; i++) {
      assertFalse(wait.isVain(5, 5));
      assertFalse(wait.isVain(-1, 5));
      ticker.advance(WORD);
    }
  }

  @Test
  void timeInWhichTheClientStoodStillDoesNotCount() {
    assertFalse(wait.isVain(5, 6));
    ticker.advance(Duration.ofHours(1));
    assertFalse(wait.isVain(5, 6));
    ticker.advance(WORD);
    assertFalse(wait.isVain(5, 6));
  }
}
