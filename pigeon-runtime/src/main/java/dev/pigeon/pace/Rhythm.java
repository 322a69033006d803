package dev.pigeon.pace;

import dev.pigeon.spi.Traits;
import java.time.Duration;

/**
 * How long to wait before the next look: often while something happens, seldom while nothing does.
 * The wait is an eighth of the silence so far, between the shortest look that makes sense on the
 * store and a ceiling; so whatever the silence, what ends it is seen at most an eighth later.
 */
public final class Rhythm {
  private final Ticker ticker;
  private final long shortest;
  private final long ceiling;
  private long lastProgress;

  /**
   * @param ceiling the longest wait, for a silence of eight times as long
   */
  public Rhythm(Ticker ticker, Traits traits, Duration ceiling) {
    this(ticker, traits.shortestLook(), ceiling);
  }

  public Rhythm(Ticker ticker, Duration shortest, Duration ceiling) {
    this.ticker = ticker;
    this.shortest = shortest.toNanos();
    this.ceiling = Math.max(this.shortest, ceiling.toNanos());
    lastProgress = ticker.nanos();
  }

  /** Something happened, or is about to: look soon. Any thread. */
  public synchronized void progress() {
    lastProgress = ticker.nanos();
  }

  /** The wait before the next look. */
  public synchronized Duration nextDelay() {
    long silence = ticker.nanos() - lastProgress;
    return Duration.ofNanos(Math.max(shortest, Math.min(ceiling, silence / 8)));
  }

  /** How long nothing has happened. */
  public synchronized Duration silence() {
    return Duration.ofNanos(ticker.nanos() - lastProgress);
  }
}
