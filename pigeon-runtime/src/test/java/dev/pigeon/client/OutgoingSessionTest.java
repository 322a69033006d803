package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.TerminalInfo;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutgoingSessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HandTicker ticker = new HandTicker();
  private final Transport transport = new MemoryStore(ticker.clock()).open();

  @Test
  void aCommandThatNoWorkerWouldTakeIsNeverWritten() throws Exception {
    refused(List.of("true", "x".repeat(Request.MOST_BYTES)));
    refused(Collections.nCopies(Request.MOST_STRINGS + 1, "x"));
    assertEquals(List.of(), transport.list(Layout.SESSIONS, LIMIT));
    create(Collections.nCopies(Request.MOST_STRINGS, "x")).close();
    assertEquals(1, transport.list(Layout.SESSIONS, LIMIT).size());
  }

  private void refused(List<String> command) {
    ClientFailure e = assertThrows(ClientFailure.class, () -> create(command));
    assertTrue(e.isWrongUse());
    assertTrue(e.getMessage().startsWith("the command is too large: "), e.getMessage());
  }

  private OutgoingSession create(List<String> command) throws Exception {
    Request request =
        new Request(
            SessionId.of(1, 1),
            command,
            "/cwd",
            null,
            ticker.now(),
            new Requester("gpu_m", 7, "ann"),
            Map.of(),
            List.of(),
            Map.of(),
            TerminalInfo.PIPES,
            0,
            true,
            Request.USUAL_SIGNS,
            null);
    return new OutgoingSession(transport, ticker, request, FlowLimits.DEFAULT, null, LIMIT);
  }
}
