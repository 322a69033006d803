package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests of whatever size and number that wait take a bounded memory, and all get their turn. */
class LargeRequestsTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String LONG = "x".repeat(3 << 20);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final Transport truth = store.open();
  private final FlakyTransport transport = new FlakyTransport(store.open());
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final SessionScan scan = scan();
  private final PendingSessions sessions = new PendingSessions(truth, ticker);

  @Test
  void theOldestAreKeptAndTheOthersComeWhenThoseHaveGone() throws Exception {
    List<SessionId> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(session(null, "true", LONG));
    }
    List<SessionId> served = new ArrayList<>();
    while (served.size() < ids.size()) {
      List<SessionId> seen = look(null);
      assertTrue(seen.size() * 3L << 20 <= Backlog.MOST, () -> "kept " + seen.size());
      assertFalse(seen.isEmpty(), () -> "nobody after " + served);
      scan.settle(seen.get(0));
      served.add(seen.get(0));
    }
    assertEquals(ids, served);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSmallOneIsServedBesideLargeOnesForWhichThereIsNoRoom() throws Exception {
    for (int i = 0; i < 8; i++) {
      session(null, "true", LONG);
    }
    look(null);
    SessionId small = session(null, "true");
    assertTrue(look(null).contains(small));
  }

  @Test
  void whatHasNoRoomIsNotReadAgainUntilThereIs() throws Exception {
    for (int i = 0; i < 8; i++) {
      session(null, "true", LONG);
    }
    List<SessionId> seen = look(null);
    transport.takeActions();
    for (int i = 0; i < 10; i++) {
      look(null);
    }
    assertEquals(List.of(), reads());
    scan.settle(seen.get(0));
    look(null);
    assertEquals(3, reads().size());
  }

  @Test
  void manyWordsWeighMoreThanTheirCharacters() throws Exception {
    String[] words = new String[Request.MOST_STRINGS];
    Arrays.fill(words, "x");
    for (int i = 0; i < 8; i++) {
      session(null, words);
    }
    assertTrue(look(null).size() < 4);
  }

  @Test
  void sessionsOfOtherRoutesAreReadOnceAndFoundWhenTheRouteChanges() throws Exception {
    for (int i = 0; i < 20; i++) {
      session("elsewhere", "true", LONG);
    }
    SessionId ours = session(null, "true");
    assertEquals(List.of(ours), look(null));
    transport.takeActions();
    assertEquals(List.of(ours), look(null));
    assertEquals(List.of(), reads());
    assertFalse(look("elsewhere").isEmpty());
    assertEquals(List.of(ours), look(null));
  }

  @Test
  void aRequestBeyondAllBoundsIsNamedOnce() throws Exception {
    SessionId tooLong = session(null, LONG, LONG);
    String[] words = new String[Request.MOST_STRINGS + 1];
    Arrays.fill(words, "x");
    SessionId tooMany = session(null, words);
    for (int i = 0; i < 10; i++) {
      assertEquals(List.of(), look(null));
    }
    List<String> said = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, said.size(), said::toString);
    assertTrue(said.stream().anyMatch(line -> line.contains(tooLong + ": a request longer than")));
    assertTrue(said.stream().anyMatch(line -> line.contains(tooMany + ": more than 100000 words")));
  }

  @Test
  void aLapsedClaimBringsALargeRequestBack() throws Exception {
    SessionId id = session(null, "true", LONG);
    Claim claim = new Claim(new WorkerName("ghost", 5), "t", "", true);
    truth.create(Layout.claim(id), ClaimCodec.encode(claim), LIMIT);
    assertEquals(List.of(), look(null));
    for (int i = 0; i < 5; i++) {
      look(null);
    }
    assertEquals(List.of(id), look(null));
  }

  private List<String> reads() {
    return transport.takeActions().stream().filter(each -> each.startsWith("read s")).toList();
  }

  private List<SessionId> look(String route) throws Exception {
    ticker.advance(Duration.ofSeconds(1));
    return scan.look(route).stream().map(Request::session).toList();
  }

  private SessionId session(String route, String... command) throws Exception {
    return sessions.addOfRoute(route, "/cwd", command);
  }

  private SessionScan scan() {
    WorkerIdentity identity =
        new WorkerIdentity(new WorkerName("cpu_m", 9), "i", "", "boot", ticker.now());
    Holders holders = new Holders(transport, ticker, identity, Neighbours.UNSEEN, LIMIT);
    WorkerLog log =
        new WorkerLog(new PrintStream(err, true, StandardCharsets.UTF_8), false, ticker);
    return new SessionScan(transport, transport, ticker, holders, log, LIMIT);
  }
}
