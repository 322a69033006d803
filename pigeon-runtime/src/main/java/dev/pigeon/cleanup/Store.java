package dev.pigeon.cleanup;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.WorkerName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The store as one round sees it: ages by its own clock, and whose workers are dead. */
final class Store {
  private final Cleaner cleaner;
  private final Transport transport;
  private final FaultScope scope;
  private final CleanupRules rules;
  private final boolean dry;
  private final Consumer<Finding> found;
  private final Instant now;
  private int refused;

  /**
   * @param dry whether nothing is to be changed
   * @param found told of everything that went or would go
   */
  Store(Cleaner cleaner, CleanupRules rules, boolean dry, Consumer<Finding> found)
      throws TransportException {
    this.cleaner = cleaner;
    this.rules = rules;
    this.dry = dry;
    this.found = found;
    transport = cleaner.transport();
    scope = new FaultScope(transport);
    now = transport.storeTime(cleaner.limit());
  }

  boolean dry() {
    return dry;
  }

  /** How many things could not be looked at or removed for a reason of their own. */
  int refused() {
    return refused;
  }

  void found(Finding finding) {
    found.accept(finding);
  }

  List<String> list(Key folder) throws TransportException {
    return transport.list(folder, cleaner.limit());
  }

  Optional<Document> read(Key key) throws TransportException {
    return transport.read(key, cleaner.limit());
  }

  /** Deletes a thing unless this is a dry run, and tells of it. */
  void remove(Key key, Finding finding) throws TransportException {
    if (!dry) {
      transport.delete(key, cleaner.limit());
    }
    found.accept(finding);
  }

  /** How old something was when the round began; negative if a clock was set back. */
  Duration age(Instant modified) {
    return Duration.between(modified, now);
  }

  boolean isStill(Instant modified) {
    return age(modified).compareTo(rules.stillAfter()) >= 0;
  }

  /** Whether a worker's heartbeat is absent or has not changed for long. */
  boolean isDead(WorkerName worker) throws TransportException {
    Optional<Document> beat = read(Layout.worker(worker.host(), worker.pid()));
    return beat.isEmpty() || isStill(beat.get().modified());
  }

  /**
   * Passes on what concerns the whole store; the trouble of one thing only leaves it where it is.
   */
  void bear(TransportException e) throws TransportException {
    scope.throwUnlessOfOne(e);
    refused++;
  }
}
