package dev.pigeon.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.testing.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private final HandTicker ticker = new HandTicker();
  private final Silence silence = new Silence(ticker);

  @Test
  void looksThatShowNothingAddUp() {
    for (int i = 0; i < 3; i++) {
      ticker.advance(Duration.ofSeconds(1));
      silence.none();
    }
    assertEquals(Duration.ofSeconds(3), silence.lasts());
    silence.sign();
    assertEquals(Duration.ZERO, silence.lasts());
  }

  @Test
  void aLookThatFailedIsNeitherSilenceNorASign() {
    ticker.advance(Duration.ofSeconds(4));
    silence.none();
    ticker.advance(Duration.ofSeconds(30));
    silence.unseen();
    ticker.advance(Duration.ofSeconds(1));
    silence.none();
    assertEquals(Duration.ofSeconds(5), silence.lasts());
  }

  @Test
  void aTimeWithoutALookDoesNotCountIfItWasLonger() {
    Duration most = Duration.ofSeconds(5);
    ticker.advance(most);
    silence.skipGap(most);
    silence.none();
    assertEquals(most, silence.lasts());
    ticker.advance(most.plusMillis(1));
    silence.skipGap(most);
    silence.none();
    assertEquals(most, silence.lasts());
  }

  @Test
  void looksThatFailNowAndThenDoNotHideADeath() {
    for (int i = 0; i < 30; i++) {
      ticker.advance(Duration.ofSeconds(1));
      if (i % 2 == 0) {
        silence.none();
      } else {
        silence.unseen();
      }
    }
    assertEquals(Duration.ofSeconds(15), silence.lasts());
  }
}
