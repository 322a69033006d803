package dev.pigeon.pace;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

final class SystemTicker implements Ticker {
  private final byte[] text = new byte[64];
  private RandomAccessFile uptime;
  private long slept;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /** What {@code /proc/uptime} says, which counts sleep; to a hundredth of a second. */
  @Override
  public synchronized long wakingAndSleepingNanos() {
    try {
      if (uptime == null) {
        uptime = new RandomAccessFile("/proc/uptime", "r"); // for good: it is asked often
      }
      uptime.seek(0);
      int length = uptime.read(text);
      long now = hundredths(new String(text, 0, length, StandardCharsets.US_ASCII)) * 10_000_000;
      slept = now - nanos();
      return now;
    } catch (IOException | RuntimeException e) {
      return nanos() + slept; // no such file on this system, or none can be opened just now
    }
  }

  private static long hundredths(String uptime) {
    int dot = uptime.indexOf('.');
    long seconds = Long.parseLong(uptime.substring(0, dot));
    return seconds * 100 + Long.parseLong(uptime.substring(dot + 1, dot + 3));
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
