package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.testing.HandTicker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreTroubleTest {
  private final HandTicker ticker = new HandTicker();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final WorkerLog log =
      new WorkerLog(new PrintStream(err, true, StandardCharsets.UTF_8), false, ticker);
  private final StoreTrouble trouble = new StoreTrouble(ticker, log, "cannot look", "well again");

  @Test
  void oneOutageIsToldOnceAndItsEnd() {
    for (int i = 0; i < 500; i++) {
      trouble.failed("no disk");
      ticker.advance(Duration.ofSeconds(1));
    }
    trouble.worked();
    trouble.worked();
    assertEquals(List.of("pigeon: cannot look: no disk", "pigeon: well again"), lines());
  }

  @Test
  void aStoreThatFailsEveryNowAndThenIsToldOnceAMinuteWithACount() {
    for (int i = 0; i < 600; i++) {
      trouble.failed("no disk");
      trouble.worked();
      ticker.advance(Duration.ofMillis(500));
    }
    assertEquals(10, lines().size(), () -> lines().toString());
    assertEquals(
        "pigeon: cannot look (and 119 times since the last such line): no disk", lines().get(2));
  }

  @Test
  void anOutageRightAfterAShortOneIsToldOnceTheMinuteIsOver() {
    trouble.failed("short");
    trouble.worked();
    for (int i = 0; i < 90; i++) {
      ticker.advance(Duration.ofSeconds(1));
      trouble.failed("long");
    }
    assertTrue(lines().get(2).endsWith("long"), () -> lines().toString());
    trouble.worked();
    assertEquals(4, lines().size(), () -> lines().toString());
  }

  private List<String> lines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
