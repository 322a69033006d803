package dev.pigeon.testing;

import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.DelayedTransport;
import dev.pigeon.spi.testing.Delays;
import dev.pigeon.spi.testing.MemoryStore;
import java.time.Duration;
import java.util.concurrent.Callable;

/** What one machine sees of a store: everything at once, or what its caches let through. */
public enum View {
  FRESH(Duration.ZERO) {
    @Override
    public Transport of(MemoryStore store, HandTicker ticker) {
      return store.open();
    }
  },
  CAREFUL(Duration.ofMillis(60)) {
    @Override
    public Transport of(MemoryStore store, HandTicker ticker) {
      return new DelayedTransport(store.open(), ticker.clock(), Delays.careful());
    }
  },
  CARELESS(Duration.ofSeconds(4)) {
    @Override
    public Transport of(MemoryStore store, HandTicker ticker) {
      return new DelayedTransport(store.open(), ticker.clock(), Delays.careless());
    }
  };

  private static final int LOOKS = 10;

  private final Duration lag;

  View(Duration lag) {
    this.lag = lag;
  }

  /** After this long the records of a log have been seen, if somebody looked on. */
  public Duration lag() {
    return lag;
  }

  /** Looks on for as long as {@link #lag}, or until a look says that it was the last. */
  public boolean look(HandTicker ticker, Callable<Boolean> once) throws Exception {
    boolean last = once.call();
    for (int i = 0; !last && i < LOOKS && !lag.isZero(); i++) {
      ticker.advance(lag.dividedBy(LOOKS));
      last = once.call();
    }
    return last;
  }

  /** Opens it; its caches are those of {@code ticker}'s machine, and empty. */
  public abstract Transport of(MemoryStore store, HandTicker ticker);
}
