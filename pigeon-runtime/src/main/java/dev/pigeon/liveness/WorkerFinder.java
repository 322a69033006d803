package dev.pigeon.liveness;

import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks for a living worker of a route. A heartbeat lives if it is young by the store's own clock,
 * or else if it has changed since the look before.
 */
public final class WorkerFinder {
  /** Heartbeats come every second; a worker on a loaded machine may be late by some. */
  private static final Duration YOUNG = Duration.ofSeconds(5);

  /** A time from the future means that a clock was set back: it proves nothing. */
  private static final Duration AHEAD = Duration.ofSeconds(2);

  private final Transport transport;
  private final FaultScope scope;
  private final String route;
  private TransportException passedOver;
  private final Map<String, byte[]> lastSeen = new HashMap<>();

  /**
   * @param route the wanted route; null for workers without one
   */
  public WorkerFinder(Transport transport, String route) {
    this.transport = transport;
    scope = new FaultScope(transport);
    this.route = route;
  }

  /**
   * Looks once.
   *
   * @throws TransportException if the store does not answer; or if no worker of the route was found
   *     and a heartbeat could not be read, which may be that of one
   */
  public Sighting look(Duration limit) throws TransportException {
    List<String> others = new ArrayList<>();
    Instant now = null;
    String stopping = null;
    passedOver = null;
    for (String name : transport.list(Layout.WORKERS, limit)) {
      if (!Layout.isWorker(name)) {
        continue;
      }
      Key key = Layout.WORKERS.resolve(name);
      Optional<Document> document = readAlone(key, limit);
      Heartbeat beat = document.isPresent() ? decode(document.get()) : null;
      if (beat == null) {
        continue;
      }
      if (now == null) {
        now = transport.storeTime(limit);
      }
      if (!lives(name, document.get(), now)) {
        continue;
      }
      if (Objects.equals(beat.route(), route)) {
        if (beat.accepting()) {
          return new Sighting(true, beat.worker().toString(), null, List.of());
        }
        stopping = beat.worker().toString();
        continue;
      }
      String other = beat.route() == null ? "(none)" : beat.route();
      if (!others.contains(other)) {
        others.add(other);
      }
    }
    if (passedOver != null) {
      throw passedOver;
    }
    others.sort(null);
    return new Sighting(false, null, stopping, others);
  }

  private boolean lives(String name, Document document, Instant now) {
    Duration age = Duration.between(document.modified(), now);
    if (age.compareTo(YOUNG) <= 0 && age.plus(AHEAD).compareTo(Duration.ZERO) >= 0) {
      return true;
    }
    byte[] before = lastSeen.put(name, document.content());
    return before != null && !Arrays.equals(before, document.content());
  }

  /** What lies in place of one heartbeat must not hide the others. */
  private Optional<Document> readAlone(Key key, Duration limit) throws TransportException {
    try {
      return transport.read(key, limit);
    } catch (TransportException e) {
      scope.throwUnlessOfOne(e);
      if (!e.kind().concernsOne()) {
        passedOver = e;
      }
      return Optional.empty();
    }
  }

  private static Heartbeat decode(Document document) {
    try {
      return HeartbeatCodec.decode(document.content());
    } catch (MalformedJson e) {
      return null; // torn or foreign: not a sign of life that can be used, perhaps at the next look
    }
  }
}
