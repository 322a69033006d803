package dev.pigeon.liveness;

import dev.pigeon.pace.Ticker;
import java.time.Duration;

/**
 * How long somebody has given no sign of life, by the observer's own clock. Time in which the
 * observer could not look is neither silence nor a sign: it does not count. One thread.
 */
public final class Silence {
  private final Ticker ticker;
  private long since;
  private long lastLook;

  /** Begins with a sign of life. */
  public Silence(Ticker ticker) {
    this.ticker = ticker;
    sign();
  }

  /** A look showed a sign of life. */
  public void sign() {
    lastLook = ticker.nanos();
    since = lastLook;
  }

  /** A look got through and showed none. */
  public void none() {
    lastLook = ticker.nanos();
  }

  /** A look failed, or there was none for a while: the time since the last one does not count. */
  public void unseen() {
    long now = ticker.nanos();
    since += now - lastLook;
    lastLook = now;
  }

  /**
   * To be called before the sign of a look is told: if the last one was so long ago, the time since
   * does not count, as the observer stood still, or the store did.
   *
   * @param most longer than any look at a slow store takes
   */
  public void skipGap(Duration most) {
    if (sinceLook().compareTo(most) > 0) {
      unseen();
    }
  }

  /** For how long there has been no sign of life. */
  public Duration lasts() {
    return Duration.ofNanos(ticker.nanos() - since);
  }

  /** How long ago the last look was. */
  public Duration sinceLook() {
    return Duration.ofNanos(ticker.nanos() - lastLook);
  }
}
