package dev.pigeon.cleanup;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Locks of dead holders. Nothing is deleted here: a stale lock is taken as a session would take it,
 * and let go, so that it is never taken from a living holder. Tombstones stay, since workers that
 * were away may know an earlier number than others do.
 */
final class LockSweep extends TwoLooks<Map.Entry<Key, List<String>>, Key> {
  private static final String WHY = "its holder is dead";

  private final LockFreer freer;

  LockSweep(Store store, LockFreer freer, Ticker ticker) {
    super(store, ticker);
    this.freer = freer;
  }

  @Override
  List<Map.Entry<Key, List<String>>> list() throws TransportException {
    return group(store().list(Layout.LOCKS));
  }

  private static List<Map.Entry<Key, List<String>>> group(List<String> names) {
    Map<Key, List<String>> byLock = new LinkedHashMap<>();
    for (String name : names) {
      Key lock = Layout.lockOf(name);
      if (lock != null) {
        byLock.computeIfAbsent(lock, key -> new ArrayList<>(2)).add(name);
      }
    }
    return new ArrayList<>(byLock.entrySet());
  }

  @Override
  void look(Map.Entry<Key, List<String>> lock) throws TransportException {
    Duration age = staleFor(lock.getValue());
    if (age == null) {
      return;
    }
    if (store().dry() || freer.free(lock.getKey())) {
      store().found(finding(lock.getKey(), age));
    } else {
      suspect(lock.getKey(), SecondLook.SETTLED); // its observation of the holder has only begun
    }
  }

  @Override
  void confirm(Key lock) throws TransportException {
    Optional<Document> file = store().read(lock);
    Duration age = file.isPresent() ? store().age(file.get().modified()) : Duration.ZERO;
    if (freer.free(lock)) {
      store().found(finding(lock, age));
    }
  }

  /** How long nothing of a lock has changed whose holders are dead; null if one may live. */
  private Duration staleFor(List<String> names) throws TransportException {
    Duration youngest = null;
    for (String name : names) {
      Optional<Document> document = store().read(Layout.LOCKS.resolve(name));
      if (document.isEmpty()) {
        continue;
      }
      Claim holder = ClaimCodec.decode(document.get().content());
      if (holder.isTombstone()) {
        continue;
      }
      boolean dead = holder.worker().host().isEmpty() || store().isDead(holder.worker());
      if (!dead || !store().isStill(document.get().modified())) {
        return null;
      }
      Duration age = store().age(document.get().modified());
      youngest = youngest == null || age.compareTo(youngest) < 0 ? age : youngest;
    }
    return youngest;
  }

  private static Finding finding(Key lock, Duration age) {
    return new Finding(Thing.LOCK, lock.name(), WHY, age);
  }
}
