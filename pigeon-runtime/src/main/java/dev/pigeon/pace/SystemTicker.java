package dev.pigeon.pace;

import java.time.Instant;

final class SystemTicker implements Ticker {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
