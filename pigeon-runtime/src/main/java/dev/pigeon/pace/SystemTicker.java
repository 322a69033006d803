package dev.pigeon.pace;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

final class SystemTicker implements Ticker {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  private volatile long slept;

  /** What {@code /proc/uptime} says, which counts sleep; to a hundredth of a second. */
  @Override
  public long wakingAndSleepingNanos() {
    try (FileInputStream file = new FileInputStream("/proc/uptime")) {
      String text = new String(file.readNBytes(64), StandardCharsets.US_ASCII);
      int dot = text.indexOf('.');
      long seconds = Long.parseLong(text.substring(0, dot));
      long hundredths = Long.parseLong(text.substring(dot + 1, dot + 3));
      long uptime = (seconds * 100 + hundredths) * 10_000_000;
      slept = uptime - nanos();
      return uptime;
    } catch (IOException | RuntimeException e) {
      return nanos() + slept; // no such file on this system, or none can be opened just now
    }
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
