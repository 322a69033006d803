package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.client.Desk;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of input at a command that may have missed it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndOfInputTest {
  private static final SessionId ID = SessionId.of(1, 1);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final FakeCommand command = new FakeCommand();

  @Test
  void itIsToldAgainAfterTwiceAsLongEachTime() throws Exception {
    try (Transport transport = store.open()) {
      StdinFeed feed = ended(transport);
      List<Long> told = new ArrayList<>();
      for (long millis = 0; millis < 10_000; millis += 100) {
        int before = command.ends.get();
        assertTrue(feed.remind().compareTo(Duration.ZERO) > 0, "a wait of nothing");
        if (command.ends.get() > before) {
          told.add(millis);
        }
        ticker.advance(Duration.ofMillis(100));
      }
      assertEquals(List.of(200L, 400L, 800L, 1600L, 3200L, 6400L), told);
      assertEquals("text", command.input.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void itIsToldAgainUntilTheCommandIsOver() throws Exception {
    command.missesEndOfInput = true;
    try (Transport transport = store.open()) {
      StdinFeed feed = ended(transport);
      ticker.advance(Duration.ofHours(1));
      Thread thread = new Thread(feed::run, "feed");
      thread.start();
      while (command.ends.get() < 2) {
        Thread.onSpinWait();
      }
      feed.stop();
      thread.join();
      assertEquals(2, command.ends.get());
    }
  }

  @Test
  void aPipeIsEndedOnce() throws Exception {
    try (Transport transport = store.open()) {
      StdinFeed feed = ended(transport);
      ticker.advance(Duration.ofHours(1));
      feed.run();
      assertEquals(1, command.ends.get());
    }
  }

  /** A feed that has just handed over a word and the end. */
  private StdinFeed ended(Transport transport) throws Exception {
    try (Desk desk =
        new Desk(transport, ticker, new ByteArrayOutputStream(), ID, "/tmp", List.of("cat"))) {
      desk.type("text");
    }
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    StdinFeed feed =
        new StdinFeed(
            new PatientTail(transport, ticker, Layout.stdin(ID)),
            command,
            new StreamLog(transport, ticker, Layout.stream(ID), FlowLimits.of(0, 0), LIMIT),
            new Rhythm(ticker, transport.traits(), LIMIT),
            ticker,
            new WorkerLog(nowhere, false, ticker),
            "session",
            null);
    feed.pollOnce();
    assertEquals(1, command.ends.get());
    return feed;
  }
}
