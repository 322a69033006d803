package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import java.time.Duration;

/**
 * Whether a client waits in vain for output that the store has taken: somebody cut the log. Longer
 * than a client needs on a network that shows a new file after 30 s, or to find a segment that was
 * not named. One thread.
 */
final class VainWait {
  static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * A client that says nothing for longer stood still, and may have looked at nothing meanwhile.
   */
  private static final Duration GAP = Duration.ofSeconds(30);

  private final Ticker ticker;
  private long awaited = -1;
  private long since;
  private long lastWord;

  VainWait(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Takes one word of the client's.
   *
   * @param awaits the number of the record that it has looked for in vain; -1 if it did not say
   * @param written how many records there are
   */
  boolean isVain(long awaits, long written) {
    if (awaits < 0 || awaits >= written) {
      awaited = -1;
      return false;
    }
    if (awaits != awaited || ticker.millisSince(lastWord) > GAP.toMillis()) {
      awaited = awaits;
      since = ticker.nanos();
    }
    lastWord = ticker.nanos();
    return ticker.millisSince(since) >= LONGEST.toMillis();
  }
}
