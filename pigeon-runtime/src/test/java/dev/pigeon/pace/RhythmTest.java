package dev.pigeon.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.testing.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RhythmTest {
  private final HandTicker ticker = new HandTicker();
  private final Rhythm rhythm = new Rhythm(ticker, Duration.ofMillis(5), Duration.ofMillis(500));

  @Test
  void theWaitIsAnEighthOfTheSilence() {
    assertEquals(Duration.ofMillis(5), rhythm.nextDelay());
    ticker.advance(Duration.ofMillis(800));
    assertEquals(Duration.ofMillis(100), rhythm.nextDelay());
    assertEquals(Duration.ofMillis(800), rhythm.silence());
  }

  @Test
  void theWaitStaysBelowTheCeiling() {
    ticker.advance(Duration.ofDays(1));
    assertEquals(Duration.ofMillis(500), rhythm.nextDelay());
  }

  @Test
  void progressBringsTheShortestWaitBack() {
    ticker.advance(Duration.ofDays(1));
    rhythm.progress();
    assertEquals(Duration.ofMillis(5), rhythm.nextDelay());
  }

  @Test
  void aCeilingBelowTheShortestLookGivesWay() {
    Rhythm tight = new Rhythm(ticker, Duration.ofMillis(5), Duration.ofMillis(1));
    ticker.advance(Duration.ofDays(1));
    assertEquals(Duration.ofMillis(5), tight.nextDelay());
  }
}
