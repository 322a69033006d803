package dev.pigeon.worker;

import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Asks a store again and again that does not answer for a while, unless told to end. */
final class Persistence {
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);
  private static final long RETRY_FOR_MILLIS = 600_000;

  private final Ticker ticker;
  private final BooleanSupplier ending;
  private final Pause retry;

  /**
   * @param ending whether what fails now is not to be tried again
   */
  Persistence(Ticker ticker, BooleanSupplier ending) {
    this(ticker, ending, new Pause());
  }

  /**
   * @param retry waited on between two attempts
   */
  Persistence(Ticker ticker, BooleanSupplier ending, Pause retry) {
    this.ticker = ticker;
    this.ending = ending;
    this.retry = retry;
  }

  /** A question to the store. */
  interface Question {
    boolean ask() throws TransportException;
  }

  /** A change to the store that may be made twice. */
  interface Change {
    void make() throws TransportException;
  }

  /** Blocks until it is made, or there is no hope for it. */
  void persistIn(Change change) throws TransportException {
    answerTo(
        () -> {
          change.make();
          return true;
        });
  }

  /** Blocks until there is an answer, or no hope for one. */
  boolean answerTo(Question question) throws TransportException {
    long start = ticker.nanos();
    while (true) {
      try {
        return question.ask();
      } catch (TransportException e) {
        boolean late = ticker.millisSince(start) > RETRY_FOR_MILLIS;
        if (late || ending.getAsBoolean() || !e.kind().retryable()) {
          throw e;
        }
      }
      retry.await(RETRY_EVERY);
    }
  }
}
