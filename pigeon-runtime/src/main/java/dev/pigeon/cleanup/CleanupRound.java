package dev.pigeon.cleanup;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Goes once through heartbeats, locks and sessions, in small steps: {@link #step} until it says
 * that nothing is left, waiting {@link #pause} before each. Several at once, of any machines, do no
 * harm. Not for several threads.
 */
public final class CleanupRound {
  /** Below a name that no session has: deleting it has the transport empty its own trash. */
  private static final Key ABSENT = Layout.SESSIONS.resolve("0-cleanup");

  private final Cleaner cleaner;
  private final Store store;
  private final List<Sweep> sweeps;
  private int current;

  /**
   * A round that starts now.
   *
   * @param dry whether to change nothing
   * @param found told of everything that went, or would go
   */
  public CleanupRound(Cleaner cleaner, CleanupRules rules, boolean dry, Consumer<Finding> found)
      throws TransportException {
    this(cleaner, rules, dry, found, new EmptyFolders(cleaner.ticker()));
  }

  CleanupRound(
      Cleaner cleaner,
      CleanupRules rules,
      boolean dry,
      Consumer<Finding> found,
      EmptyFolders empties)
      throws TransportException {
    this.cleaner = cleaner;
    store = new Store(cleaner, rules, dry, found);
    // Heartbeats first: a lock is freed sooner if its holder's is gone.
    sweeps =
        List.of(
            new HeartbeatSweep(store, cleaner.ticker()),
            new LockSweep(store, cleaner.locks(), cleaner.ticker()),
            new SessionSweep(store, rules, cleaner, empties));
  }

  /** Does a little: a few calls to the store. False once all is done. */
  public boolean step() throws TransportException {
    if (current == sweeps.size()) {
      return false;
    }
    if (!sweeps.get(current).step()) {
      current++;
      if (current == sweeps.size() && !store.dry()) {
        store.list(Key.ROOT);
        cleaner.transport().delete(ABSENT, cleaner.limit());
      }
    }
    return true;
  }

  /** How long to wait before the next step; what is suspected has to stay the same for a while. */
  public Duration pause() {
    return current == sweeps.size() ? Duration.ZERO : sweeps.get(current).pause();
  }

  /** How many things have been looked at. */
  public int looked() {
    int sum = 0;
    for (Sweep sweep : sweeps) {
      sum += sweep.looked();
    }
    return sum;
  }

  /** How many things are known to be looked at. */
  public int total() {
    int sum = 0;
    for (Sweep sweep : sweeps) {
      sum += sweep.total();
    }
    return sum;
  }

  /** How many things were left because they could not be read or removed. */
  public int refused() {
    return store.refused();
  }
}
