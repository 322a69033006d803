package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;

/**
 * Tells of a store that fails and of its recovery, once a minute at most: one that fails every now
 * and then would fill the log. One thread.
 */
final class StoreTrouble {
  private static final long QUIET_MILLIS = 60_000;

  private final Ticker ticker;
  private final WorkerLog log;
  private final String trouble;
  private final String recovery;
  private boolean everTold;
  private long lastTold;
  private boolean open;
  private long untold;

  /**
   * @param trouble what cannot be done, up to the colon before the reason
   * @param recovery what to say once it can be done again
   */
  StoreTrouble(Ticker ticker, WorkerLog log, String trouble, String recovery) {
    this.ticker = ticker;
    this.log = log;
    this.trouble = trouble;
    this.recovery = recovery;
  }

  /** It failed. */
  void failed(String reason) {
    if (open) {
      return; // said, and not over yet
    }
    if (everTold && ticker.millisSince(lastTold) < QUIET_MILLIS) {
      untold++;
      return;
    }
    String before = untold == 0 ? "" : " (and " + untold + " times since the last such line)";
    log.warn(trouble + before + ": " + reason);
    everTold = true;
    lastTold = ticker.nanos();
    open = true;
    untold = 0;
  }

  /** It worked. */
  void worked() {
    if (open) {
      open = false;
      log.warn(recovery);
    }
  }
}
