package dev.pigeon.liveness;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.time.Duration;

/**
 * For who goes through many things: tells trouble with one of them, such as a bad block or a file
 * that a server does not give any more, from trouble with the store.
 */
public final class FaultScope {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Times as long as what it follows. */
  private static final long REST = 20;

  private static final long MOST_REST_MILLIS = 60_000;

  private final Transport transport;

  public FaultScope(Transport transport) {
    this.transport = transport;
  }

  /**
   * Returns if the trouble lies with the one thing that was asked for, so that it can be passed
   * over. Asks the store if need be, which takes up to two seconds.
   *
   * @throws TransportException {@code trouble} itself, if it lies with the store; or the news that
   *     the transport was closed meanwhile
   */
  public void throwUnlessOfOne(TransportException trouble) throws TransportException {
    if (trouble.kind().concernsOne()) {
      return;
    }
    if (trouble.kind() != FailureKind.UNREACHABLE || !answers()) {
      throw trouble;
    }
  }

  /**
   * For how long to leave in peace what failed, so that looks at it get a small share of the time
   * however long each takes.
   *
   * @param took milliseconds until it failed
   * @return milliseconds, a minute at most
   */
  public static long rest(long took) {
    return Math.min(MOST_REST_MILLIS, REST * took);
  }

  private boolean answers() throws TransportException {
    try {
      transport.probe(LIMIT);
      return true;
    } catch (TransportException e) {
      if (e.kind() == FailureKind.CLOSED) {
        throw e;
      }
      return false;
    }
  }
}
