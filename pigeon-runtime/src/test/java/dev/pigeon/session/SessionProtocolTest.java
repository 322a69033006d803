package dev.pigeon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.client.Desk;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.DelayedTransport;
import dev.pigeon.spi.testing.Delays;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import dev.pigeon.worker.Bench;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and worker against each other, each with a stale view of the store of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionProtocolTest {
  private static final Duration STEP = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final List<Bench> workers = new ArrayList<>();
  private final List<Desk> clients = new ArrayList<>();
  private int sessions;

  @Test
  void aSessionIsWholeOnAFreshView() throws Exception {
    check(store.open(), store.open());
  }

  @Test
  void aSessionIsWholeOnACarefulView() throws Exception {
    check(delayed(Delays.careful()), delayed(Delays.careful()));
  }

  @Test
  void aSessionIsWholeOnACarelessView() throws Exception {
    check(delayed(Delays.careless()), delayed(Delays.careless()));
  }

  private void check(Transport client, Transport worker) throws Exception {
    workers.add(new Bench(worker, ticker, "cpu_m", 4));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Desk desk =
        desk(client, out, "for i in 1 2 3; do read -r x; echo $i $x; done; echo e >&2; exit 7");
    desk.type("a\nb\nc\n");
    runAll();
    assertEquals(7, desk.code(), this::state);
    assertEquals("1 a\n2 b\n3 c\n", out.toString(StandardCharsets.UTF_8));
    desk.close();
  }

  @Test
  void muchPassesThroughLittleOnAFreshView() throws Exception {
    checkFlow(store.open(), store.open());
  }

  @Test
  void muchPassesThroughLittleOnACarefulView() throws Exception {
    checkFlow(delayed(Delays.careful()), delayed(Delays.careful()));
  }

  @Test
  void muchPassesThroughLittleToACarelessClient() throws Exception {
    checkFlow(delayed(Delays.careless()), delayed(Delays.careful()));
  }

  /** Many times what may lie in the store, there and back: all of it comes, and little is left. */
  private void checkFlow(Transport client, Transport worker) throws Exception {
    FlowLimits little = new FlowLimits(128 << 10, 64 << 10, 32 << 10);
    Bench bench = new Bench(worker, ticker, "cpu_m", 4, little);
    workers.add(bench);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SessionId id = SessionId.of(5, 5);
    Desk desk =
        new Desk(
            client,
            ticker,
            out,
            id,
            folder.toString(),
            List.of("bash", "-c", "wc -c; seq 150000; exit 7"),
            little);
    clients.add(desk);
    bench.beat();
    String piece = "x".repeat(64 << 10);
    int pieces = 0;
    while (left(id).contains("stdin.jsonl")) {
      desk.typePart(piece);
      pieces++;
      assertTrue(pieces < 1000, this::state);
      // A worker acknowledges input every 4 MiB: what comes after that waits for it.
      for (int i = 0; i < (pieces > 70 ? 20 : 1); i++) {
        step(i);
      }
    }
    desk.type("");
    runAll();
    assertEquals(7, desk.code(), this::state);
    StringBuilder expected = new StringBuilder().append(pieces * piece.length()).append('\n');
    for (int i = 1; i <= 150_000; i++) {
      expected.append(i).append('\n');
    }
    assertTrue(expected.toString().equals(out.toString(StandardCharsets.UTF_8)), "other output");
    assertFalse(left(id).contains("stream.jsonl"), () -> "the first segment was not dropped");
    desk.close();
  }

  private List<String> left(SessionId id) throws Exception {
    return store.open().list(Layout.session(id), LIMIT);
  }

  @Test
  void aClaimThatThrewAlthoughItWonIsRunOnce() throws Exception {
    for (int lost = 1; lost <= 4; lost++) {
      // Of the creates of a session: its ticket, the lock file, the claim.
      DelayedTransport view = delayed(Delays.careful());
      workers.clear();
      clients.clear();
      Bench worker = new Bench(view, ticker, "cpu_m", 4);
      workers.add(worker);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Desk desk = desk(store.open(), out, "echo once");
      desk.type("");
      view.failNextCreations(lost);
      runAll();
      assertEquals(0, desk.code());
      assertEquals("once\n", out.toString(StandardCharsets.UTF_8));
      assertEquals(1, worker.starts().size());
      desk.close();
    }
  }

  @Test
  void twoWorkersNeverRunOneSessionTwice() throws Exception {
    race(delayed(Delays.careful()), delayed(Delays.careless()));
  }

  /** Each loses the answers of its first creates: tickets, lock files, claims and starts. */
  @Test
  void twoWorkersWhoseClaimsThrewAlthoughTheyWonRunEverySessionOnce() throws Exception {
    for (int lost = 1; lost <= 9; lost++) {
      workers.clear();
      clients.clear();
      DelayedTransport one = delayed(Delays.careful());
      DelayedTransport two = delayed(lost % 2 == 0 ? Delays.careful() : Delays.careless());
      one.failNextCreations(lost);
      two.failNextCreations(10 - lost);
      race(one, two);
    }
  }

  private void race(Transport one, Transport two) throws Exception {
    workers.add(new Bench(one, ticker, "one", 3));
    workers.add(new Bench(two, ticker, "two", 3));
    List<ByteArrayOutputStream> outs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      outs.add(out);
      desk(delayed(Delays.careful()), out, "echo " + i).type("");
    }
    runAll();
    Set<SessionId> started = new HashSet<>();
    for (Bench each : workers) {
      for (Request request : each.starts()) {
        assertTrue(started.add(request.session()), request.session() + " ran twice");
      }
    }
    assertEquals(12, started.size());
    for (int i = 0; i < 12; i++) {
      assertEquals(0, clients.get(i).code());
      assertEquals(i + "\n", outs.get(i).toString(StandardCharsets.UTF_8));
      clients.get(i).close();
    }
  }

  private DelayedTransport delayed(Delays delays) {
    return new DelayedTransport(store.open(), ticker.clock(), delays);
  }

  private Desk desk(Transport view, ByteArrayOutputStream out, String script) throws Exception {
    Desk desk =
        new Desk(
            view,
            ticker,
            out,
            SessionId.of(1000 + sessions, sessions++),
            Files.createDirectories(folder.resolve("at-" + sessions % 5)).toString(),
            List.of("bash", "-c", script));
    clients.add(desk);
    return desk;
  }

  /** Steps everybody until every client has its code. */
  private void runAll() throws Exception {
    for (Bench each : workers) {
      each.beat();
    }
    long step = 0;
    while (!step(step)) {
      step++;
      if (step > 40_000) {
        throw new AssertionError(state());
      }
    }
  }

  /** One step of everybody; true if every client has its code. */
  private boolean step(long step) throws Exception {
    boolean all = true;
    for (Desk each : clients) {
      all &= each.step();
    }
    for (Bench each : workers) {
      if (step % 16 == 0) {
        each.beat();
      }
      each.step();
    }
    ticker.advance(STEP);
    LockSupport.parkNanos(1_000_000); // the processes have their own time
    return all;
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    clients.forEach(each -> text.append(each.notices()));
    workers.forEach(each -> text.append(each.log()).append(each.starts()));
    return text.toString();
  }
}
