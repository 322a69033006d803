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

  /** An answer that took longer says nothing about the time meanwhile, nor does such an outage. */
  private static final Duration PROMPT = Duration.ofSeconds(3);

  private final Transport transport;
  private final Ticker ticker;
  private final Key heartbeat;
  private byte[] last;
  private long changed;
  private long seen;
  private boolean blind;

  public HeartbeatWatch(Transport transport, Ticker ticker, Key heartbeat) {
    this.transport = transport;
    this.ticker = ticker;
    this.heartbeat = heartbeat;
    changed = ticker.nanos();
    seen = changed;
  }

  /** Which heartbeat. */
  public Key heartbeat() {
    return heartbeat;
  }

  /**
   * Reads it and tells for how long it has been the same; zero if it changed since the last look,
   * or if the store was out of reach for seconds, since then the silence may be the store's.
   */
  public Duration unchangedFor(Duration limit) throws TransportException {
    long asked = ticker.nanos();
    Optional<Document> document;
    try {
      document = transport.read(heartbeat, limit);
    } catch (TransportException e) {
      blind = true;
      throw e;
    }
    byte[] content = document.isPresent() ? document.get().content() : ABSENT;
    long now = ticker.nanos();
    boolean late = now - asked > PROMPT.toNanos();
    boolean outage = blind && now - seen > PROMPT.toNanos();
    if (outage || late || last == null || !Arrays.equals(last, content)) {
      last = content;
      changed = now;
    }
    blind = false;
    seen = now;
    return Duration.ofNanos(now - changed);
  }

  /** The store is out of reach; should that last, what was seen so far proves nothing. */
  public void lostSight() {
    blind = true;
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
