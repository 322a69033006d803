package dev.pigeon.cleanup;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Heartbeats of dead workers: old by the store's clock, and the same at a second look. A living
 * worker changes its own every second, whatever the clocks say, and one that was only suspended
 * writes it anew.
 */
final class HeartbeatSweep implements Sweep {
  private record Suspect(Key key, byte[] content) {}

  private final Store store;
  private final SecondLook later;
  private final List<Suspect> suspects = new ArrayList<>();
  private List<String> names;
  private int looked;

  HeartbeatSweep(Store store, Ticker ticker) {
    this.store = store;
    later = new SecondLook(ticker);
  }

  @Override
  public boolean step() throws TransportException {
    if (names == null) {
      names = store.list(Layout.WORKERS);
    } else if (looked < names.size()) {
      look(names.get(looked++));
    } else if (!suspects.isEmpty()) {
      if (later.isDue()) {
        confirm(suspects.remove(suspects.size() - 1));
      }
    } else {
      return false;
    }
    return true;
  }

  private void look(String name) throws TransportException {
    if (!Layout.isWorker(name)) {
      return;
    }
    Key key = Layout.WORKERS.resolve(name);
    try {
      Optional<Document> beat = store.read(key);
      if (beat.isPresent() && store.isStill(beat.get().modified())) {
        suspects.add(new Suspect(key, beat.get().content()));
        later.in(SecondLook.SETTLED);
      }
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  private void confirm(Suspect suspect) throws TransportException {
    try {
      Optional<Document> beat = store.read(suspect.key());
      if (beat.isPresent()
          && store.isStill(beat.get().modified())
          && Arrays.equals(beat.get().content(), suspect.content())) {
        Duration age = store.age(beat.get().modified());
        store.remove(
            suspect.key(),
            new Finding(Thing.HEARTBEAT, suspect.key().name(), "its worker is dead", age));
      }
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  @Override
  public Duration pause() {
    boolean waits = names != null && looked == names.size() && !suspects.isEmpty();
    return waits ? later.left() : Duration.ZERO;
  }

  @Override
  public int looked() {
    return looked;
  }

  @Override
  public int total() {
    return names == null ? 0 : names.size();
  }
}
