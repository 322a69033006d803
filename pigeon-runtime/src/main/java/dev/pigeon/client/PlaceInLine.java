package dev.pigeon.client;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WaitingCodec;
import dev.pigeon.wire.WaitingLines;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a session that waits stands, told by the heartbeats of those workers that would run it. A
 * heartbeat that stands still says nothing any more.
 */
final class PlaceInLine {
  private static final long STILL_MILLIS = 5000;

  private final Transport transport;
  private final FaultScope scope;
  private final Ticker ticker;
  private final SessionId session;
  private final String route;
  private final Map<String, Seen> seen = new HashMap<>();
  private int forJob;
  private int forFolder;
  private int workers;
  private String worker;

  PlaceInLine(Transport transport, Ticker ticker, SessionId session, String route) {
    this.transport = transport;
    scope = new FaultScope(transport);
    this.ticker = ticker;
    this.session = session;
    this.route = route;
  }

  /** Looks once. */
  void look(Duration limit) throws TransportException {
    forJob = 0;
    forFolder = 0;
    workers = 0;
    for (String name : transport.list(Layout.WORKERS, limit)) {
      if (Layout.isWorker(name)) {
        look(name, limit);
      }
    }
  }

  /** From 1 on among those that wait for a worker to have a job free; 0 if it does not wait so. */
  int forJob() {
    return forJob;
  }

  /** From 1 on among those that wait for the same folder; 0 if it does not wait so. */
  int forFolder() {
    return forFolder;
  }

  /** How many workers have it in their line for a job. */
  int workers() {
    return workers;
  }

  /** One of them. */
  String worker() {
    return worker;
  }

  private void look(String name, Duration limit) throws TransportException {
    try {
      Optional<Document> document = transport.read(Layout.WORKERS.resolve(name), limit);
      if (document.isPresent() && beats(name, document.get().content())) {
        take(document.get().content());
      }
    } catch (MalformedJson e) {
      return; // what lies there is no heartbeat
    } catch (TransportException e) {
      scope.throwUnlessOfOne(e);
    }
  }

  private boolean beats(String name, byte[] content) {
    Seen before = seen.get(name);
    if (before == null || !Arrays.equals(before.content, content)) {
      seen.put(name, new Seen(content, ticker.nanos()));
      return true;
    }
    return ticker.millisSince(before.since) < STILL_MILLIS;
  }

  private void take(byte[] content) throws MalformedJson {
    Heartbeat beat = HeartbeatCodec.decode(content);
    if (!Objects.equals(beat.route(), route)) {
      return;
    }
    WaitingLines lines = WaitingCodec.decode(content);
    int job = lines.jobs().getOrDefault(session.value(), 0);
    if (job > 0) {
      workers++;
      worker = beat.worker().toString();
    }
    forJob = nearer(forJob, job);
    forFolder = nearer(forFolder, lines.folders().getOrDefault(session.value(), 0));
  }

  private static int nearer(int a, int b) {
    return a <= 0 ? Math.max(0, b) : b <= 0 ? a : Math.min(a, b);
  }

  private record Seen(byte[] content, long since) {}
}
