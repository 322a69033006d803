package dev.pigeon.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.WorkerName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HandTicker ticker = new HandTicker();
  private final Transport transport = new MemoryStore(ticker.clock()).open();
  private long beats;

  @Test
  void aYoungHeartbeatOfTheRouteIsFound() throws Exception {
    beat("a", 1, "r", true);
    Sighting sighting = new WorkerFinder(transport, "r").look(LIMIT);
    assertTrue(sighting.found());
    assertEquals("a-1", sighting.worker());
  }

  @Test
  void otherRoutesAreNamedSortedAndOnce() throws Exception {
    beat("a", 1, "z", true);
    beat("b", 1, null, true);
    beat("c", 1, "z", true);
    Sighting sighting = new WorkerFinder(transport, "r").look(LIMIT);
    assertFalse(sighting.found());
    assertEquals(List.of("(none)", "z"), sighting.otherRoutes());
  }

  @Test
  void aWorkerThatIsStoppingIsNamedAndNotFound() throws Exception {
    beat("d", 1, "r", false);
    Sighting sighting = new WorkerFinder(transport, "r").look(LIMIT);
    assertFalse(sighting.found());
    assertEquals("d-1", sighting.stopping());
    assertEquals(List.of(), sighting.otherRoutes());
  }

  @Test
  void noRouteMatchesOnlyNoRoute() throws Exception {
    beat("a", 1, "r", true);
    assertFalse(new WorkerFinder(transport, null).look(LIMIT).found());
    beat("b", 1, null, true);
    assertTrue(new WorkerFinder(transport, null).look(LIMIT).found());
  }

  @Test
  void anOldHeartbeatLivesOnlyWhileItChanges() throws Exception {
    WorkerFinder finder = new WorkerFinder(transport, null);
    beat("a", 1, null, true);
    ticker.clock().setWallTime(ticker.now().plusSeconds(3600));
    assertFalse(finder.look(LIMIT).found());
    // From now on its times are an hour behind the store's.
    Instant store = ticker.now();
    ticker.clock().setWallTime(store.minusSeconds(3600));
    beat("a", 1, null, true);
    ticker.clock().setWallTime(store);
    assertTrue(finder.look(LIMIT).found());
    assertFalse(finder.look(LIMIT).found(), "it changed once and then never again");
  }

  @Test
  void aHeartbeatFromTheFutureProvesNothing() throws Exception {
    beat("a", 1, null, true);
    ticker.clock().setWallTime(ticker.now().minusSeconds(60));
    assertFalse(new WorkerFinder(transport, null).look(LIMIT).found());
  }

  @Test
  void whatIsNoHeartbeatIsPassedOver() throws Exception {
    put("x.json", "{\"host\":");
    put("x.tmp", "");
    put("y.json", "{\"pid\":1}");
    assertFalse(new WorkerFinder(transport, null).look(LIMIT).found());
  }

  @Test
  void aHeartbeatThatTheStoreFailsToGiveHidesNoOther() throws Exception {
    beat("a", 1, "r", true);
    beat("b", 1, "r", true);
    FlakyTransport flaky = new FlakyTransport(transport);
    flaky.failBefore(action -> action.equals("read " + Layout.worker("a", 1)));
    assertEquals("b-1", new WorkerFinder(flaky, "r").look(LIMIT).worker());
    flaky.failBefore(action -> action.equals("read " + Layout.worker("b", 1)));
    assertEquals("a-1", new WorkerFinder(flaky, "r").look(LIMIT).worker());
    WorkerFinder others = new WorkerFinder(flaky, "other");
    assertThrows(TransportException.class, () -> others.look(LIMIT), "b may be one of them");
  }

  @Test
  void watchTellsForHowLongNothingChanged() throws Exception {
    HeartbeatWatch watch = new HeartbeatWatch(transport, ticker, Layout.worker("a", 1));
    assertEquals(Duration.ZERO, watch.unchangedFor(LIMIT));
    assertTrue(watch.absent());
    ticker.advance(Duration.ofSeconds(3));
    assertEquals(Duration.ofSeconds(3), watch.unchangedFor(LIMIT));
    beat("a", 1, null, true);
    assertEquals(Duration.ZERO, watch.unchangedFor(LIMIT));
    assertFalse(watch.absent());
    ticker.advance(Duration.ofSeconds(2));
    assertEquals(Duration.ofSeconds(2), watch.unchangedFor(LIMIT));
    beat("a", 1, null, true);
    assertEquals(Duration.ZERO, watch.unchangedFor(LIMIT));
  }

  private void beat(String host, long pid, String route, boolean accepting) throws Exception {
    Instant now = ticker.now();
    Heartbeat beat =
        new Heartbeat(new WorkerName(host, pid), route, now, now, beats++, "boot", accepting);
    transport.replace(Layout.worker(host, pid), HeartbeatCodec.encode(beat), LIMIT);
  }

  private void put(String name, String text) throws Exception {
    transport.replace(Layout.WORKERS.resolve(name), text.getBytes(StandardCharsets.UTF_8), LIMIT);
  }
}
