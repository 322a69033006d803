package dev.pigeon.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmentedLogTest {
  private static final SessionId ID = SessionId.of(1, 1);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int SEGMENT = 10;

  private final MemoryStore store = new MemoryStore(new HandTicker().clock());
  private final FlakyTransport transport = new FlakyTransport(store.open());
  private SegmentedLog log = log(0);
  private int written;

  @AfterEach
  void close() {
    log.close();
    transport.close();
  }

  @Test
  void itStaysOneLogForAReaderThatDoesNotFollow() throws Exception {
    for (int i = 0; i < 10; i++) {
      write(SEGMENT);
      log.acknowledged(written, false);
    }
    assertEquals(List.of("stream.jsonl"), names());
  }

  @Test
  void itGoesOnOnceASegmentIsFull() throws Exception {
    log.acknowledged(0, true);
    write(SEGMENT - 1);
    write(1);
    assertEquals(List.of("stream.jsonl"), names());
    write(1);
    assertEquals(List.of("stream.1.jsonl", "stream.jsonl"), names());
    assertEquals(List.of("9", "1", "next 1"), records(0));
    assertEquals(List.of("1"), records(1));
  }

  @Test
  void aSegmentGoesOnlyOnceAByteOfTheNextOneWasRead() throws Exception {
    log.acknowledged(0, true);
    write(SEGMENT);
    write(SEGMENT);
    log.acknowledged(SEGMENT, true);
    write(SEGMENT);
    assertEquals(List.of("stream.1.jsonl", "stream.2.jsonl", "stream.jsonl"), names());
    log.acknowledged(SEGMENT + 1, true);
    write(SEGMENT);
    assertEquals(List.of("stream.1.jsonl", "stream.2.jsonl", "stream.3.jsonl"), names());
  }

  @Test
  void whatWasReadStaysAsFarAsItIsToBeKept() throws Exception {
    log.close();
    log = log(2 * SEGMENT);
    for (int i = 0; i < 20; i++) {
      write(SEGMENT);
      log.acknowledged(written, true);
    }
    // When the last segment began, two before it had been read.
    assertEquals(List.of("stream.17.jsonl", "stream.18.jsonl", "stream.19.jsonl"), names());
  }

  @Test
  void nothingUnreadIsDroppedHoweverMuchItIs() throws Exception {
    log.acknowledged(0, true);
    for (int i = 0; i < 20; i++) {
      write(SEGMENT);
    }
    assertEquals(20, names().size());
    assertEquals("10", records(0).get(0));
  }

  @Test
  void aStoreThatRefusesANewSegmentLeavesTheLogAsItIs() throws Exception {
    log.acknowledged(0, true);
    write(SEGMENT);
    transport.kind(FailureKind.REFUSED);
    transport.failBefore(action -> action.startsWith("open"));
    write(SEGMENT - 1);
    write(1);
    assertEquals(List.of("10", "9", "1"), records(0));
    transport.heal();
    write(SEGMENT);
    assertEquals(List.of("10", "9", "1", "next 1"), records(0));
    assertEquals(List.of("10"), records(1));
  }

  @Test
  void anAppendThatFailsGoesOnInTheSameSegment() throws Exception {
    log.acknowledged(0, true);
    write(SEGMENT);
    transport.failBefore(action -> action.startsWith("append"));
    assertTrue(log.isFull() && log.openNext());
    assertThrows(TransportException.class, () -> log.append(record("next 1"), 0));
    transport.heal();
    write(SEGMENT);
    assertEquals(List.of("10", "next 1"), records(0));
    assertEquals(List.of("10"), records(1));
  }

  @Test
  void aSegmentThatCouldNotBeDroppedGoesLater() throws Exception {
    transport.failBefore(action -> action.startsWith("delete"));
    for (int i = 0; i < 5; i++) {
      write(SEGMENT);
      log.acknowledged(written, true);
    }
    assertEquals(5, names().size());
    transport.heal();
    write(SEGMENT);
    assertEquals(List.of("stream.4.jsonl", "stream.5.jsonl"), names());
  }

  @Test
  void theNextSegmentIsThereBeforeItIsNamed() throws Exception {
    log.acknowledged(0, true);
    write(SEGMENT);
    transport.takeActions();
    write(SEGMENT);
    String first = Layout.stream(ID).path();
    String second = Layout.segment(Layout.stream(ID), 1).path();
    assertEquals(
        List.of("open " + second, "append " + first, "append " + second), transport.takeActions());
  }

  @Test
  void limitsFollowFromWhatIsKept() {
    assertEquals(new FlowLimits(32 << 20, 64 << 20, 16 << 20), FlowLimits.DEFAULT);
    assertEquals(1 << 20, FlowLimits.of(8 << 20, 0).segment());
    assertEquals(2 << 20, FlowLimits.of(8 << 20, 8 << 20).segment());
    assertEquals(16 << 20, FlowLimits.of(8 << 20, 1L << 40).segment());
    assertThrows(IllegalArgumentException.class, () -> FlowLimits.of(-1, 0));
  }

  private SegmentedLog log(long keep) {
    FlowLimits limits = new FlowLimits(1000, keep, SEGMENT);
    return new SegmentedLog(transport, Layout.stream(ID), limits, LIMIT);
  }

  /** Writes a record as the protocol does: in the next segment if it is time. */
  private void write(int bytes) throws TransportException {
    if (log.isFull() && log.openNext()) {
      log.append(record("next " + log.nextSegment()), 0);
      log.goOn();
    }
    log.append(record(Integer.toString(bytes)), bytes);
    written += bytes;
  }

  private List<String> names() throws TransportException {
    return store.open().list(Layout.session(ID), LIMIT);
  }

  private List<String> records(long segment) throws TransportException {
    Key key = Layout.segment(Layout.stream(ID), segment);
    List<String> records = new ArrayList<>();
    try (LogTail tail = store.open().tail(key, 0)) {
      for (ByteBuffer each : tail.read(LIMIT)) {
        records.add(StandardCharsets.UTF_8.decode(each).toString());
      }
    }
    return records;
  }

  private static ByteBuffer record(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
