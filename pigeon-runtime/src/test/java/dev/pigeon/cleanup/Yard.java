package dev.pigeon.cleanup;

import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.WorkerName;
import dev.pigeon.worker.StaleLocks;
import dev.pigeon.worker.WorkerIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store with sessions of every kind, and rounds through it whose time is moved by hand. */
final class Yard {
  static final Duration LIMIT = Duration.ofSeconds(1);

  final HandTicker ticker = new HandTicker();
  final MemoryStore store = new MemoryStore(ticker.clock());
  final Transport transport = store.open();
  final List<Finding> found = new ArrayList<>();
  final WorkerName self = new WorkerName("cleaner", 1);
  private long beats;
  private int sessions;

  SessionId session(SessionState state) throws Exception {
    SessionId id = nextId();
    put(Layout.request(id), "{}");
    status(id, state);
    return id;
  }

  SessionId nextId() {
    return SessionId.of(1_700_000_000_000L + sessions, sessions++);
  }

  void status(SessionId id, SessionState state) throws Exception {
    Status status = new Status(id, state, ticker.now(), ticker.now(), null, null, null, null, null);
    transport.replace(Layout.status(id), StatusCodec.encode(status), LIMIT);
  }

  SessionState state(SessionId id) throws Exception {
    return StatusCodec.decodeState(
        transport.read(Layout.status(id), LIMIT).orElseThrow().content());
  }

  void claim(SessionId id, String host) throws Exception {
    put(Layout.claim(id), "worker_host=" + host + "\nworker_pid=1\ntoken=t\n");
  }

  void beat(String host) throws Exception {
    Heartbeat beat =
        new Heartbeat(
            new WorkerName(host, 1), null, ticker.now(), ticker.now(), beats++, null, true);
    transport.replace(Layout.worker(host, 1), HeartbeatCodec.encode(beat), LIMIT);
  }

  void alive(SessionId id) throws Exception {
    try (LogAppender log = transport.appender(Layout.control(id), LIMIT)) {
      log.append(List.of(ByteBuffer.wrap(new byte[] {'{', '}'})), LIMIT);
    }
  }

  void put(Key key, String text) throws Exception {
    transport.replace(key, text.getBytes(StandardCharsets.UTF_8), LIMIT);
  }

  Optional<Document> read(Key key) throws Exception {
    return transport.read(key, LIMIT);
  }

  List<String> sessions() throws Exception {
    return transport.list(Layout.SESSIONS, LIMIT);
  }

  boolean has(SessionId id) throws Exception {
    return sessions().contains(id.value());
  }

  Claim holder(Key key) throws Exception {
    return ClaimCodec.decode(read(key).orElseThrow().content());
  }

  void pass(Duration time) {
    ticker.advance(time);
  }

  Cleaner cleaner(Transport view) {
    WorkerIdentity identity = new WorkerIdentity(self, "gc", "", null, ticker.now());
    return new Cleaner(
        view, ticker, self, new StaleLocks(view, ticker, identity, LIMIT), session -> false, LIMIT);
  }

  /** What happens while a round waits for its second look. */
  interface Meanwhile {
    void happens() throws Exception;
  }

  void round(CleanupRules rules) throws Exception {
    round(rules, () -> {});
  }

  void round(CleanupRules rules, Meanwhile meanwhile) throws Exception {
    run(new CleanupRound(cleaner(transport), rules, false, found::add), meanwhile);
  }

  void run(CleanupRound round, Meanwhile meanwhile) throws Exception {
    do {
      if (!round.pause().isZero()) {
        meanwhile.happens();
        ticker.advance(round.pause());
      }
    } while (round.step());
  }
}
