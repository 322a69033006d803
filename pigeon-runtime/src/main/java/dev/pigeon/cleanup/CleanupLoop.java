package dev.pigeon.cleanup;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Capability;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.CleanupCodec;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has a worker clean up from time to time, slowly: after each step it rests many times as long as
 * the step took. A round that another worker began lately is not done again.
 */
public final class CleanupLoop {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Duration LATELY = Duration.ofMinutes(8);
  private static final Duration SPREAD = Duration.ofMinutes(2);
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final int MOST_FAILURES = 10;
  private static final int STEPS = 16;

  /** So that it takes at most half a percent of a core. */
  private static final int REST_LOCAL = 199;

  /** Most of a step is waiting for an answer there, and no work of this machine. */
  private static final int REST_REMOTE = 19;

  private final Cleaner cleaner;
  private final Transport transport;
  private final Ticker ticker;
  private final Supplier<CleanupRules> rules;
  private final Consumer<String> log;
  private final EmptyFolders empties;
  private final int rest;
  private final double phase;
  private CleanupRound round;
  private int gone;
  private int failures;
  private long due;

  /**
   * @param phase from 0 to 1, random: spreads the rounds of several workers
   * @param log told what went and what went wrong
   */
  public CleanupLoop(
      Cleaner cleaner, Supplier<CleanupRules> rules, double phase, Consumer<String> log) {
    this.cleaner = cleaner;
    this.rules = rules;
    this.log = log;
    this.phase = phase;
    transport = cleaner.transport();
    ticker = cleaner.ticker();
    empties = new EmptyFolders(ticker);
    rest = transport.traits().can(Capability.SINGLE_HOST) ? REST_LOCAL : REST_REMOTE;
    next(FIRST.plus(spread(FIRST)));
  }

  /** Does a little if it is time to. */
  public void pollOnce() {
    if (ticker.nanos() - due < 0) {
      return;
    }
    long start = ticker.nanos();
    try {
      if (round == null && !begin()) {
        next(EVERY.plus(spread(SPREAD)));
        return;
      }
      for (int i = 0; i < STEPS && round.pause().isZero(); i++) {
        if (!round.step()) {
          end();
          return;
        }
      }
      Duration tired = Duration.ofNanos((ticker.nanos() - start) * rest);
      Duration shorter = tired.compareTo(LONGEST_REST) < 0 ? tired : LONGEST_REST;
      Duration pause = round.pause();
      next(shorter.compareTo(pause) > 0 ? shorter : pause);
      failures = 0;
    } catch (TransportException e) {
      failed(e);
    }
  }

  /** How long to wait before the next {@link #pollOnce}. */
  public Duration nextDelay() {
    return Duration.ofNanos(Math.max(0, due - ticker.nanos()));
  }

  /** Starts a round unless somebody did lately. */
  private boolean begin() throws TransportException {
    Optional<Document> last = transport.read(Layout.CLEANUP, cleaner.limit());
    if (last.isPresent()) {
      Duration age = Duration.between(last.get().modified(), transport.storeTime(cleaner.limit()));
      if (!age.isNegative() && age.compareTo(LATELY) < 0) {
        return false;
      }
    }
    byte[] note = CleanupCodec.encode(cleaner.name(), ticker.now());
    transport.replace(Layout.CLEANUP, note, cleaner.limit());
    gone = 0;
    round = new CleanupRound(cleaner, rules.get(), false, this::found, empties);
    return true;
  }

  /** The round goes on behind the step that failed, unless nothing works any more. */
  private void failed(TransportException e) {
    if (e.kind() != FailureKind.CLOSED && failures == 0) {
      log.accept("cleaning up later: " + e.getMessage());
    }
    failures++;
    boolean hopeless = failures == MOST_FAILURES;
    if (hopeless) {
      round = null;
      failures = 0;
    }
    next(hopeless ? EVERY : AFTER_FAILURE);
  }

  private void found(Finding finding) {
    gone++;
    log.accept(finding.thing().word() + ' ' + finding.name() + " goes: " + finding.why());
  }

  private void end() {
    log.accept("cleaned up: " + gone + " gone, of " + round.total() + " looked at");
    round = null;
    next(EVERY.plus(spread(SPREAD)));
  }

  private Duration spread(Duration most) {
    return Duration.ofNanos((long) (most.toNanos() * phase));
  }

  private void next(Duration delay) {
    due = ticker.nanos() + delay.toNanos();
  }
}
