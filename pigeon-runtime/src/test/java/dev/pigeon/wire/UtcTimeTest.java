package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtcTimeTest {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void saysWhatJavaTimeSays() {
    Random random = new Random(1);
    long span = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 50_000; i++) {
      long seconds = (long) (random.nextDouble() * span) - span / 8;
      check(Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000)));
    }
  }

  @Test
  void everyDayOfFourCenturiesIsRight() {
    Instant day = Instant.parse("1799-12-31T23:59:59.999999999Z");
    for (int i = 0; i < 146_100; i++) {
      check(day);
      day = day.plusSeconds(86_400);
    }
  }

  private static void check(Instant time) {
    assertEquals(FORMAT.format(time), UtcTime.text(time));
  }
}
