package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WaitingLines;
import dev.pigeon.wire.WorkerName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnNoticeTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String ID = "1-a";
  private static final String NO_PLACE = "waiting for a worker to take the session";

  private final HandTicker ticker = new HandTicker();
  private final Transport transport = new MemoryStore(ticker.clock()).open();
  private final TurnNotice notice =
      new TurnNotice(transport, ticker, new SessionId(ID), "r", "/work");
  private long beats;

  @Test
  void whoWaitsForAJobLearnsHisPlaceAndItsChange() throws Exception {
    beat("cpu-1", "r", new WaitingLines(Map.of("1-0", 1, ID, 12), Map.of()));
    assertEquals(
        "waiting for worker cpu-1-5, which runs as many sessions as it may; number 12 in line",
        notice.text(null, LIMIT));
    beat("cpu-2", "r", new WaitingLines(Map.of(ID, 7), Map.of()));
    beat("cpu-3", "other", new WaitingLines(Map.of(ID, 1), Map.of()));
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(
        "waiting for one of 2 workers, which run as many sessions as they may; number 7 in line",
        notice.text(null, LIMIT));
  }

  @Test
  void whoWaitsForAFolderLearnsItsHolderAndHisPlace() throws Exception {
    Claim holder = new Claim(new WorkerName("cpu-9", 5), "t");
    transport.replace(Layout.lock("/work"), ClaimCodec.encode(holder), LIMIT);
    String held = "waiting for another session in /work, held by worker cpu-9-5";
    assertEquals(held, notice.text(null, LIMIT));
    beat("cpu-9", "r", new WaitingLines(Map.of(), Map.of(ID, 2)));
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(held + "; number 2 in line", notice.text(null, LIMIT));
  }

  @Test
  void whatADeadWorkerSaidLastIsNoPlace() throws Exception {
    beat("cpu-1", "r", new WaitingLines(Map.of(ID, 3), Map.of()));
    notice.text(null, LIMIT);
    ticker.advance(Duration.ofSeconds(6));
    assertEquals(NO_PLACE, notice.text(null, LIMIT));
  }

  @Test
  void junkInThePlaceOfTheFoldersLockIsNamed() throws Exception {
    FlakyTransport flaky = new FlakyTransport(transport);
    String junk = Layout.ticket(Layout.lock("/work"), 0).path();
    flaky.kind(FailureKind.CORRUPT);
    flaky.failBefore(action -> action.equals("read " + junk));
    TurnNotice told = new TurnNotice(flaky, ticker, new SessionId(ID), "r", "/work");
    TransportException e = assertThrows(TransportException.class, () -> told.text(null, LIMIT));
    assertTrue(e.getMessage().contains(junk), e.getMessage());
  }

  @Test
  void garbageAmongHeartbeatsHidesNoPlace() throws Exception {
    transport.replace(
        Layout.WORKERS.resolve("a.json"), "{".getBytes(StandardCharsets.UTF_8), LIMIT);
    byte[] odd =
        "{\"host\":\"h\",\"route\":\"r\",\"waiting_for_job\":[7]}".getBytes(StandardCharsets.UTF_8);
    transport.replace(Layout.WORKERS.resolve("b.json"), odd, LIMIT);
    assertEquals(NO_PLACE, notice.text(null, LIMIT));
    beat("cpu-1", "r", new WaitingLines(Map.of(ID, 3), Map.of()));
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(
        "waiting for worker cpu-1-5, which runs as many sessions as it may; number 3 in line",
        notice.text(null, LIMIT));
  }

  @Test
  void aSessionThatIsTakenWaitsForItsStart() throws Exception {
    assertEquals("waiting for worker cpu-1-5 to start the command", notice.text("cpu-1-5", LIMIT));
  }

  private void beat(String host, String route, WaitingLines waiting) throws Exception {
    Heartbeat beat =
        new Heartbeat(
            new WorkerName(host, 5), route, ticker.now(), ticker.now(), beats++, null, true);
    transport.replace(Layout.worker(host, 5), HeartbeatCodec.encode(beat, waiting), LIMIT);
  }
}
