package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.cleanup.Cleaner;
import dev.pigeon.cleanup.CleanupRound;
import dev.pigeon.cleanup.CleanupRules;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.Fuzz;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.RequestCodec;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.StdinRecord;
import dev.pigeon.wire.TerminalInfo;
import dev.pigeon.wire.TerminalSize;
import dev.pigeon.wire.WorkerName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever lies in the store, those who read sessions go on, and serve the session beside it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GarbageTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int SPOILED = 6;

  private final Fuzz fuzz = Fuzz.begin();
  private final Map<String, Throwable> faults = new ConcurrentHashMap<>();
  private int sessions;

  @Test
  void aSessionBesideGarbageIsServedAndEachFaultIsToldOnce() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> faults.put(thread.getName(), e));
    try {
      int rounds = 0;
      for (; fuzz.goesOn(); rounds++) {
        round();
        assertEquals(Map.of(), faults, fuzz::toString);
      }
      assertTrue(rounds > 0);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private void round() throws Exception {
    HandTicker ticker = new HandTicker();
    MemoryStore store = new MemoryStore(ticker.clock());
    try (Transport transport = store.open()) {
      Bench bench = new Bench(store.open(), ticker, "cpu_m", 100, new BriefCommands());
      for (int i = 0; i < SPOILED; i++) {
        spoil(store, transport, ticker);
      }
      SessionId sound = SessionId.of(2_000_000, sessions++);
      create(transport, request(sound, "/sound", ticker), ticker);
      for (int i = 0; i < 20_000 && !ended(transport, sound); i++) {
        bench.beat();
        bench.step();
        ticker.advance(Duration.ofMillis(20));
        LockSupport.parkNanos(i < 100 ? 50_000 : 1_000_000);
      }
      assertTrue(
          ended(transport, sound), () -> fuzz + " not served beside garbage: " + bench.log());
      for (int i = 0; i < 12; i++) { // long enough for what was broken to be told, and told again
        ticker.advance(Duration.ofSeconds(3));
        bench.beat();
        bench.step();
      }
      cleanUp(store, ticker);
      judge(bench.log());
    }
  }

  private void judge(String log) {
    Map<String, Integer> said = new HashMap<>();
    for (String line : log.lines().toList()) {
      assertTrue(line.startsWith("pigeon: "), () -> fuzz + " no line of the worker's: " + line);
      assertFalse(line.contains("Exception"), () -> fuzz + " a fault shows: " + line);
      said.merge(line, 1, Integer::sum);
    }
    said.forEach((line, times) -> assertEquals(1, times, () -> fuzz + " more than once: " + line));
  }

  private void cleanUp(MemoryStore store, HandTicker ticker) throws Exception {
    ticker.advance(Duration.ofDays(3));
    Transport transport = store.open();
    WorkerName self = new WorkerName("cleaner", 1);
    WorkerIdentity identity = new WorkerIdentity(self, "c", "", null, ticker.now());
    Cleaner cleaner =
        new Cleaner(
            transport,
            ticker,
            self,
            new StaleLocks(transport, ticker, identity, LIMIT),
            name -> false,
            LIMIT);
    CleanupRound round =
        new CleanupRound(cleaner, new CleanupRules(Duration.ofDays(1), 100), false, gone -> {});
    while (round.step()) {
      ticker.advance(round.pause());
    }
  }

  /** A session any of whose files may be garbage, with a lock and a heartbeat that are. */
  private void spoil(MemoryStore store, Transport transport, HandTicker ticker) throws Exception {
    SessionId id = SessionId.of(1_000_000 + fuzz.random().nextInt(2_000_000), sessions++);
    String cwd = "/spoiled" + sessions;
    byte[] claim = claim("worker" + sessions);
    put(transport, Layout.request(id), RequestCodec.encode(request(id, cwd, ticker)), 2);
    if (fuzz.once(4)) {
      put(transport, Layout.claim(id), claim, 2);
    }
    if (fuzz.once(4)) {
      put(transport, Layout.start(id), claim, 2);
    }
    if (fuzz.once(3)) {
      put(transport, Layout.lock(cwd), claim, 2);
      put(transport, Layout.ticket(Layout.lock(cwd), 0), claim, 2);
    }
    Heartbeat beat =
        new Heartbeat(
            new WorkerName("worker" + sessions, 5), null, ticker.now(), ticker.now(), 1, "b", true);
    put(transport, Layout.worker("worker" + sessions, 5), HeartbeatCodec.encode(beat), 2);
    log(store, Layout.stdin(id), stdin(ticker));
    log(store, Layout.control(id), control(ticker));
    put(transport, Layout.status(id), StatusCodec.encode(Status.pending(id, ticker.now())), 3);
  }

  private static byte[] claim(String host) {
    return ClaimCodec.encode(new Claim(new WorkerName(host, 5), "t", "", true));
  }

  /** Writes a document that is garbage once in {@code times}. */
  private void put(Transport transport, Key key, byte[] content, int times) throws Exception {
    transport.replace(key, fuzz.once(times) ? fuzz.mutate(content) : content, LIMIT);
  }

  private void log(MemoryStore store, Key key, List<String> lines) {
    List<String> written = fuzz.once(3) ? lines : fuzz.jumble(lines);
    String text = String.join("\n", written) + (fuzz.once(4) ? "" : "\n");
    store.appendRaw(key, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<String> stdin(HandTicker ticker) {
    RecordCodec codec = new RecordCodec();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      lines.add(line(codec.encodeStdin(i, new byte[] {1, 2, 3}, 3, ticker.now())));
    }
    lines.add(line(codec.encodeStdinEof(new StdinRecord.Eof(4, 12, null), ticker.now())));
    return lines;
  }

  private List<String> control(HandTicker ticker) {
    RecordCodec codec = new RecordCodec();
    List<String> lines = new ArrayList<>();
    for (ControlRecord each :
        List.of(
            new ControlRecord.Alive(),
            new ControlRecord.Signal(2),
            new ControlRecord.Resize(new TerminalSize(80, 24)),
            new ControlRecord.Ack(5, true))) {
      lines.add(line(codec.encodeControl(1, each, ticker.now())));
    }
    return lines;
  }

  private static String line(ByteBuffer record) {
    return StandardCharsets.ISO_8859_1.decode(record).toString();
  }

  private static void create(Transport transport, Request request, HandTicker ticker)
      throws Exception {
    SessionId id = request.session();
    transport.replace(Layout.request(id), RequestCodec.encode(request), LIMIT);
    Status pending = Status.pending(id, ticker.now());
    transport.replace(Layout.status(id), StatusCodec.encode(pending), LIMIT);
  }

  private static Request request(SessionId id, String cwd, HandTicker ticker) {
    return new Request(
        id,
        List.of("true"),
        cwd,
        null,
        ticker.now(),
        new Requester("gpu_m", 7, "ann"),
        Map.of("A", "b"),
        List.of("C"),
        Map.of("D", "e"),
        TerminalInfo.PIPES,
        0,
        false,
        Request.USUAL_SIGNS,
        null);
  }

  private static boolean ended(Transport transport, SessionId id) throws Exception {
    try (LogTail tail = transport.tail(Layout.stream(id), 0)) {
      for (ByteBuffer each : tail.read(LIMIT)) {
        if (line(each).contains("\"exit\"")) {
          return true;
        }
      }
      return false;
    }
  }
}
