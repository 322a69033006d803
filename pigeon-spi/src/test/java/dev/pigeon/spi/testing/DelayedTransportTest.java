package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DelayedTransportTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Key KEY = Key.of("f/name");
  private static final byte[] ONE = {'1'};
  private static final byte[] TWO = {'2'};

  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore(clock);
  private final Transport writer = store.open();
  private final DelayedTransport reader =
      new DelayedTransport(
          store.open(),
          clock,
          new Delays(
              Duration.ofSeconds(20),
              Duration.ofSeconds(30),
              Duration.ofMillis(500),
              Duration.ofSeconds(3),
              true,
              0));

  @AfterEach
  void close() {
    reader.close();
    writer.close();
  }

  @Test
  void documentLookedUpInVainStaysAbsent() throws Exception {
    assertTrue(reader.read(KEY, LIMIT).isEmpty());
    writer.replace(KEY, ONE, LIMIT);
    clock.advance(Duration.ofSeconds(29));
    assertTrue(reader.read(KEY, LIMIT).isEmpty());
    clock.advance(Duration.ofSeconds(1));
    assertTrue(reader.read(KEY, LIMIT).isPresent());
  }

  @Test
  void replacedDocumentStaysOld() throws Exception {
    writer.replace(KEY, ONE, LIMIT);
    reader.read(KEY, LIMIT);
    writer.replace(KEY, TWO, LIMIT);
    assertEquals('1', reader.read(KEY, LIMIT).orElseThrow().content()[0]);
    clock.advance(Duration.ofMillis(500));
    assertEquals('2', reader.read(KEY, LIMIT).orElseThrow().content()[0]);
  }

  @Test
  void listingStaysStale() throws Exception {
    reader.list(Key.of("f"), LIMIT);
    writer.replace(KEY, ONE, LIMIT);
    assertEquals(List.of(), reader.list(Key.of("f"), LIMIT));
    clock.advance(Duration.ofSeconds(20));
    assertEquals(List.of("name"), reader.list(Key.of("f"), LIMIT));
  }

  @Test
  void recordsComeLateAndPositionsWithThem() throws Exception {
    try (LogAppender appender = writer.appender(KEY, LIMIT);
        LogTail tail = reader.tail(KEY, 0)) {
      appender.append(List.of(ByteBuffer.wrap(ONE)), LIMIT);
      assertEquals(List.of(), tail.read(LIMIT));
      clock.advance(Duration.ofSeconds(3));
      appender.append(List.of(ByteBuffer.wrap(TWO)), LIMIT);
      List<ByteBuffer> due = tail.read(LIMIT);
      assertEquals("1", StandardCharsets.UTF_8.decode(due.get(0)).toString());
      assertEquals(1, due.size());
      assertEquals(1, tail.position());
    }
  }

  @Test
  void createMayThrowAlthoughItWon() throws Exception {
    reader.failNextCreations(1);
    TransportException lost =
        assertThrows(TransportException.class, () -> reader.create(KEY, ONE, LIMIT));
    assertEquals(FailureKind.UNREACHABLE, lost.kind());
    assertFalse(writer.create(KEY, TWO, LIMIT).won());
    assertEquals('1', ((Creation.Lost) writer.create(KEY, TWO, LIMIT)).holder()[0]);
  }

  @Test
  void everySoManyReadsFail() throws Exception {
    Delays failing =
        new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, false, 3);
    DelayedTransport flaky = new DelayedTransport(writer, clock, failing);
    flaky.read(KEY, LIMIT);
    flaky.list(Key.ROOT, LIMIT);
    assertThrows(TransportException.class, () -> flaky.read(KEY, LIMIT));
    flaky.read(KEY, LIMIT);
  }
}
