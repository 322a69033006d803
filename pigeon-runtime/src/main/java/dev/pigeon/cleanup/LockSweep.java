package dev.pigeon.cleanup;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
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
final class LockSweep implements Sweep {
  private static final String WHY = "its holder is dead";

  private final Store store;
  private final LockFreer freer;
  private final SecondLook later;
  private final List<Key> suspects = new ArrayList<>();
  private List<Map.Entry<Key, List<String>>> locks;
  private int looked;

  LockSweep(Store store, LockFreer freer, Ticker ticker) {
    this.store = store;
    this.freer = freer;
    later = new SecondLook(ticker);
  }

  @Override
  public boolean step() throws TransportException {
    if (locks == null) {
      locks = group(store.list(Layout.LOCKS));
    } else if (looked < locks.size()) {
      look(locks.get(looked++));
    } else if (!suspects.isEmpty()) {
      if (later.isDue()) {
        confirm(suspects.remove(suspects.size() - 1));
      }
    } else {
      return false;
    }
    return true;
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

  private void look(Map.Entry<Key, List<String>> lock) throws TransportException {
    try {
      Duration age = staleFor(lock.getValue());
      if (age == null) {
        return;
      }
      if (store.dry()) {
        store.found(finding(lock.getKey(), age));
        return;
      }
      if (freer.free(lock.getKey())) {
        store.found(finding(lock.getKey(), age));
        return;
      }
      suspects.add(lock.getKey()); // its observation of the holder has only begun
      later.in(SecondLook.SETTLED);
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  private void confirm(Key lock) throws TransportException {
    try {
      Optional<Document> file = store.read(lock);
      Duration age = file.isPresent() ? store.age(file.get().modified()) : Duration.ZERO;
      if (freer.free(lock)) {
        store.found(finding(lock, age));
      }
    } catch (TransportException e) {
      store.bear(e);
    }
  }

  /** How long nothing of a lock has changed whose holders are dead; null if one may live. */
  private Duration staleFor(List<String> names) throws TransportException {
    Duration youngest = null;
    for (String name : names) {
      Optional<Document> document = store.read(Layout.LOCKS.resolve(name));
      if (document.isEmpty()) {
        continue;
      }
      Claim holder = DocumentCodec.decodeClaim(document.get().content());
      if (holder.isTombstone()) {
        continue;
      }
      boolean dead = holder.worker().host().isEmpty() || store.isDead(holder.worker());
      if (!dead || !store.isStill(document.get().modified())) {
        return null;
      }
      Duration age = store.age(document.get().modified());
      youngest = youngest == null || age.compareTo(youngest) < 0 ? age : youngest;
    }
    return youngest;
  }

  private static Finding finding(Key lock, Duration age) {
    return new Finding(Thing.LOCK, lock.name(), WHY, age);
  }

  @Override
  public Duration pause() {
    boolean waits = locks != null && looked == locks.size() && !suspects.isEmpty();
    return waits ? later.left() : Duration.ZERO;
  }

  @Override
  public int looked() {
    return looked;
  }

  @Override
  public int total() {
    return locks == null ? 0 : locks.size();
  }
}
