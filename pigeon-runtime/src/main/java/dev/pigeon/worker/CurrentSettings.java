package dev.pigeon.worker;

import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Capability;
import dev.pigeon.spi.Traits;
import java.time.Duration;

/** The settings in force, read again about once a second. Any thread may ask for them. */
final class CurrentSettings {
  private static final long READ_EVERY_MILLIS = 1000;

  private final WorkerOptions options;
  private final Traits traits;
  private final WorkerLog log;
  private final Ticker ticker;
  private volatile WorkerSettings settings;
  private volatile Rhythm rhythm;
  private long read;

  CurrentSettings(WorkerOptions options, Traits traits, WorkerLog log) {
    this.options = options;
    this.traits = traits;
    this.log = log;
    ticker = options.ticker();
    settings = options.settings().get();
    read = ticker.nanos();
    log.debug(settings.debug());
    rhythm = newRhythm();
  }

  WorkerSettings get() {
    return settings;
  }

  /** How often to look at the store. */
  Rhythm rhythm() {
    return rhythm;
  }

  /** The route for people. */
  String routeText() {
    return settings.route() == null ? "(none)" : settings.route();
  }

  /** Reads them if it is time to; returns whether they have changed. */
  boolean refresh() {
    if (ticker.millisSince(read) < READ_EVERY_MILLIS) {
      return false;
    }
    read = ticker.nanos();
    WorkerSettings before = settings;
    WorkerSettings next = options.settings().get();
    if (next.equals(before)) {
      return false;
    }
    settings = next;
    log.debug(next.debug());
    if (!next.pollInterval().equals(before.pollInterval())) {
      rhythm = newRhythm();
    }
    log.event(
        WorkerLog.Topic.CONFIG,
        "re-read: route "
            + routeText()
            + ", poll_interval "
            + next.pollInterval().toMillis()
            + " ms");
    return true;
  }

  private Rhythm newRhythm() {
    Duration interval = settings.pollInterval();
    Duration shortest = traits.shortestLook();
    Duration floor = interval.compareTo(shortest) < 0 ? interval : shortest;
    // With hints the ceiling is only the safety net; without them it bounds a request's wait.
    boolean hints = traits.can(Capability.CHANGE_HINTS);
    return new Rhythm(ticker, floor, hints ? interval : Duration.ofNanos(4 * interval.toNanos()));
  }
}
