package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.ForwardingTransport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WorkerName;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the default patience: when a worker counts as lost, to the millisecond. */
class WorkerWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final Duration LOST_AFTER = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(1);
  private static final long BEAT_MILLIS = 810;
  private static final SessionId ID = SessionId.of(1, 1);
  private static final WorkerName WORKER = new WorkerName("cpu_m", 9);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private long beats;

  @BeforeEach
  void claim() throws Exception {
    Claim claim = new Claim(WORKER, "t");
    store.open().create(Layout.claim(ID), ClaimCodec.encode(claim), LIMIT);
  }

  /** Whatever part of a beat, a look and a wait the death falls into. */
  @ParameterizedTest
  @ValueSource(ints = {0, 25, 150})
  void aKilledWorkerIsLostWithinTenSecondsOfItsDeath(int readMillis) throws Exception {
    WorkerWatch watch = watch(new Slow(store.open(), Duration.ofMillis(readMillis)));
    for (int trial = 0; trial < 40; trial++) {
      long life = 3000 + trial * 37L;
      live(watch, life, BEAT_MILLIS);
      long killed = ticker.nanos();
      while (look(watch) == null) {
        ticker.advance(watch.untilLook());
      }
      long told = ticker.millisSince(killed);
      assertTrue(told < 9_600, "told after " + told + " ms, killed after " + life);
      assertTrue(told > 7_000, "told after " + told + " ms, killed after " + life);
      watch.renew();
    }
  }

  /** A heartbeat that took more than five seconds was given up by its worker. */
  @Test
  void aWorkerWhoseHeartbeatsTakeFiveSecondsIsNotLost() throws Exception {
    live(watch(store.open()), 300_000, 5_800);
  }

  @Test
  void aBeatThatIsLateIsForgivenWhereAWorkerIsGivenTwoSeconds() throws Exception {
    live(watch(store.open(), Duration.ofSeconds(2)), 60_000, 1_200);
  }

  @Test
  void aShareThatTakesTwoSecondsACallLosesNoWorker() throws Exception {
    live(watch(new Slow(store.open(), Duration.ofSeconds(2))), 300_000, 2_800);
  }

  @Test
  void theLookThatDecidesIsNotLate() throws Exception {
    WorkerWatch watch = watch(store.open());
    live(watch, 3000, BEAT_MILLIS);
    Duration waited = Duration.ZERO;
    Duration silence;
    while ((silence = look(watch)) == null) {
      waited = watch.untilLook();
      ticker.advance(waited);
    }
    assertTrue(waited.compareTo(Duration.ofMillis(750)) < 0, waited::toString);
    assertEquals(8500, silence.toMillis(), 100);
  }

  @Test
  void aStoreThatFailsIsNotAskedWithoutRest() throws Exception {
    WorkerWatch watch = watch(store.open());
    ticker.advance(Duration.ofSeconds(30));
    assertEquals(Duration.ofMillis(100), watch.untilLook());
  }

  /** Beats for so long, with a look whenever one is due: none may find the worker lost. */
  private void live(WorkerWatch watch, long millis, long beatEvery) throws Exception {
    long start = ticker.nanos();
    long lastBeat = 0;
    long nextLook = 0;
    while (ticker.millisSince(start) < millis) {
      long now = ticker.millisSince(start);
      if (now - lastBeat >= beatEvery) {
        lastBeat = now;
        beat();
      }
      if (now >= nextLook) {
        assertNull(look(watch), () -> "lost after " + ticker.millisSince(start) + " ms");
        nextLook = ticker.millisSince(start) + watch.untilLook().toMillis();
      }
      ticker.advance(STEP);
    }
  }

  private Duration look(WorkerWatch watch) throws TransportException {
    return watch.lost();
  }

  private WorkerWatch watch(Transport transport) throws Exception {
    return watch(transport, LOST_AFTER);
  }

  private WorkerWatch watch(Transport transport, Duration lostAfter) throws Exception {
    beat();
    WorkerWatch watch = new WorkerWatch(transport, ticker, ID, null, lostAfter, LIMIT);
    watch.progress();
    return watch;
  }

  private void beat() throws TransportException {
    Heartbeat beat = new Heartbeat(WORKER, null, ticker.now(), ticker.now(), beats++, null, true);
    store
        .open()
        .replace(Layout.worker(WORKER.host(), WORKER.pid()), HeartbeatCodec.encode(beat), LIMIT);
  }

  /** Time passes while it is read. */
  private final class Slow extends ForwardingTransport {
    private final Duration time;

    Slow(Transport inner, Duration time) {
      super(inner);
      this.time = time;
    }

    @Override
    public Optional<Document> read(Key key, Duration limit) throws TransportException {
      ticker.advance(time);
      return super.read(key, limit);
    }
  }
}
