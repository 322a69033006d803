package dev.pigeon.liveness;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Observes one heartbeat: how long, by the observer's own clock, it has not changed. A heartbeat
 * that is absent counts as unchanged.
 */
public final class HeartbeatWatch {
  private static final byte[] ABSENT = {};

  private final Transport transport;
  private final Ticker ticker;
  private final Key heartbeat;
  private byte[] last;
  private long changed;

  public HeartbeatWatch(Transport transport, Ticker ticker, Key heartbeat) {
    this.transport = transport;
    this.ticker = ticker;
    this.heartbeat = heartbeat;
    changed = ticker.nanos();
  }

  /** Which heartbeat. */
  public Key heartbeat() {
    return heartbeat;
  }

  /**
   * Reads it and tells for how long it has been the same; zero if it changed since the last look.
   */
  public Duration unchangedFor(Duration limit) throws TransportException {
    Optional<Document> document = transport.read(heartbeat, limit);
    byte[] content = document.isPresent() ? document.get().content() : ABSENT;
    long now = ticker.nanos();
    if (last == null || !Arrays.equals(last, content)) {
      last = content;
      changed = now;
    }
    return Duration.ofNanos(now - changed);
  }

  /** What the last look found; nothing if there was no heartbeat. */
  public byte[] content() {
    return last == null ? ABSENT : last.clone();
  }

  /** Whether there was none at the last look. */
  public boolean absent() {
    return last != null && last.length == 0;
  }
}
