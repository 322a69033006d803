package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import java.util.List;

/**
 * When a folder that may hold very much is listed again. A listing of a hundred thousand names
 * takes longer than a short command, so after each there is a rest that grows with it; a short
 * folder is listed at every look.
 */
final class ListingPace {
  /** Where new names are told by hints and a listing only finds what those left out. */
  private static final int REST_WITH_HINTS = 100;

  private static final int LEAST_REST_WITH_HINTS = 20;

  /** What hints left out waits no longer than this, unless {@link #LEAST_REST_WITH_HINTS} does. */
  private static final long MOST_REST_NANOS = 1_000_000_000;

  private static final int REST = 1;

  private final Ticker ticker;
  private final boolean hints;
  private long due;

  /**
   * @param hints whether new names are mostly told without a listing
   */
  ListingPace(Ticker ticker, boolean hints) {
    this.ticker = ticker;
    this.hints = hints;
    due = ticker.nanos();
  }

  /** One listing. */
  interface Listing {
    List<String> names() throws TransportException;
  }

  boolean isDue() {
    return ticker.nanos() - due >= 0;
  }

  /** Lists, and sets the rest. */
  List<String> time(Listing listing) throws TransportException {
    long start = ticker.nanos();
    try {
      return listing.names();
    } finally {
      long end = ticker.nanos();
      due = end + rest(end - start);
    }
  }

  private long rest(long taken) {
    return hints
        ? Math.max(
            LEAST_REST_WITH_HINTS * taken, Math.min(REST_WITH_HINTS * taken, MOST_REST_NANOS))
        : REST * taken;
  }
}
