package dev.pigeon.cleanup;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Heartbeats of dead workers: old by the store's clock, and the same at a second look. A living
 * worker changes its own every second, whatever the clocks say, and one that was only suspended
 * writes it anew.
 */
final class HeartbeatSweep extends TwoLooks<String, HeartbeatSweep.Suspect> {
  record Suspect(Key key, byte[] content) {}

  HeartbeatSweep(Store store, Ticker ticker) {
    super(store, ticker);
  }

  @Override
  List<String> list() throws TransportException {
    return store().list(Layout.WORKERS);
  }

  @Override
  void look(String name) throws TransportException {
    if (!Layout.isWorker(name)) {
      return;
    }
    Key key = Layout.WORKERS.resolve(name);
    Optional<Document> beat = store().read(key);
    if (beat.isPresent() && store().isStill(beat.get().modified())) {
      suspect(new Suspect(key, beat.get().content()), SecondLook.SETTLED);
    }
  }

  @Override
  void confirm(Suspect suspect) throws TransportException {
    Optional<Document> beat = store().read(suspect.key());
    if (beat.isPresent()
        && store().isStill(beat.get().modified())
        && Arrays.equals(beat.get().content(), suspect.content())) {
      Duration age = store().age(beat.get().modified());
      store()
          .remove(
              suspect.key(),
              new Finding(Thing.HEARTBEAT, suspect.key().name(), "its worker is dead", age));
    }
  }
}
