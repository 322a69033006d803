package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Records come whole, in order, none twice; readers resume; a writer's death tears nothing. */
public abstract class LogsTck extends TransportTck {
  private static final Key LOG = Key.of("folder/log.jsonl");

  @Test
  void absentLogHasNoRecordsYet() throws Exception {
    try (LogTail tail = there.tail(LOG, 0)) {
      assertEquals(List.of(), look(tail));
      append("first");
      assertEquals(List.of("first"), look(tail));
    }
  }

  @Test
  void recordsComeInOrderAndOnce() throws Exception {
    try (LogAppender appender = here.appender(LOG, LIMIT);
        LogTail tail = there.tail(LOG, 0)) {
      appender.append(records("one", "two"), LIMIT);
      assertEquals(List.of("one", "two"), lookAll(tail));
      appender.append(records("three"), LIMIT);
      appender.append(records(), LIMIT);
      appender.append(records("", "five"), LIMIT);
      assertEquals(List.of("three", "", "five"), lookAll(tail));
      assertEquals(List.of(), look(tail));
    }
  }

  @Test
  void sliceOfABufferIsARecord() throws Exception {
    try (LogAppender appender = here.appender(LOG, LIMIT);
        LogTail tail = there.tail(LOG, 0)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(10).put(bytes("0123456789"));
      direct.position(2).limit(5);
      ByteBuffer heap = ByteBuffer.wrap(bytes("abcdefghij"), 1, 2);
      appender.append(List.of(direct, heap.asReadOnlyBuffer()), LIMIT);
      assertEquals(List.of("234", "bc"), lookAll(tail));
    }
  }

  @Test
  void anotherAppenderGoesOnAtTheEnd() throws Exception {
    append("one");
    append("two");
    try (LogTail tail = there.tail(LOG, 0)) {
      assertEquals(List.of("one", "two"), lookAll(tail));
    }
  }

  @Test
  void readerResumesFromAPosition() throws Exception {
    append("one", "two");
    long position;
    try (LogTail tail = there.tail(LOG, 0)) {
      lookAll(tail);
      position = tail.position();
    }
    append("three");
    try (LogTail tail = here.tail(LOG, position)) {
      assertEquals(position, tail.position());
      assertEquals(List.of("three"), lookAll(tail));
    }
  }

  @Test
  void severalReadersReadAllOfIt() throws Exception {
    append("one", "two");
    try (LogTail first = there.tail(LOG, 0);
        LogTail second = there.tail(LOG, 0)) {
      assertEquals(List.of("one", "two"), lookAll(first));
      assertEquals(List.of("one", "two"), lookAll(second));
    }
  }

  @Test
  void recordOf16MebibytesIsWhole() throws Exception {
    byte[] large = new byte[16 << 20];
    Arrays.fill(large, (byte) 'x');
    try (LogAppender appender = here.appender(LOG, LIMIT);
        LogTail tail = there.tail(LOG, 0)) {
      appender.append(List.of(ByteBuffer.wrap(large), ByteBuffer.wrap(bytes("next"))), LIMIT);
      List<ByteBuffer> found = tail.read(LIMIT);
      assertEquals(ByteBuffer.wrap(large), found.get(0));
      assertEquals("next", found.size() == 2 ? text(found.get(1)) : look(tail).get(0));
    }
  }

  @Test
  void recordOver16MebibytesIsRefusedAsTooFull() throws Exception {
    try (LogAppender appender = here.appender(LOG, LIMIT)) {
      List<ByteBuffer> tooLong = List.of(ByteBuffer.allocate((16 << 20) + 1));
      assertFails(FailureKind.FULL, () -> appender.append(tooLong, LIMIT));
      assertThrows(TransportException.class, () -> appender.append(records("one"), LIMIT));
    }
  }

  @Test
  void readerBesideAWriterMissesNothing() throws Exception {
    int count = 3000;
    Semaphore looks = new Semaphore(0);
    Callable<Void> writing =
        () -> {
          try (LogAppender appender = here.appender(LOG, LIMIT)) {
            for (int i = 0; i < count; i += 3) {
              appender.append(records(record(i), record(i + 1), record(i + 2)), LIMIT);
              if (i % 300 == 0) {
                looks.drainPermits();
                looks.acquire();
              }
            }
          }
          return null;
        };
    FutureTask<Void> writer = new FutureTask<>(writing);
    Thread thread = new Thread(writer);
    thread.start();
    List<String> seen = new ArrayList<>();
    try (LogTail tail = there.tail(LOG, 0)) {
      while (!writer.isDone()) {
        seen.addAll(look(tail));
        looks.release();
      }
      writer.get();
      seen.addAll(lookAll(tail));
    } finally {
      thread.interrupt();
      thread.join();
    }
    assertEquals(count, seen.size());
    for (int i = 0; i < count; i++) {
      assertEquals(record(i), seen.get(i));
    }
  }

  private static String record(int i) {
    return i + " " + "x".repeat(i % 700);
  }

  @Test
  void halfARecordIsNotThereYet() throws Exception {
    append("one");
    assumeTrue(store.appendRaw(LOG, bytes("tw")), "the store holds no half records");
    try (LogTail tail = there.tail(LOG, 0)) {
      assertEquals(List.of("one"), lookAll(tail));
      store.appendRaw(LOG, bytes("o\nthr"));
      assertEquals(List.of("two"), lookAll(tail));
    }
  }

  @Test
  void recordAfterATornOneIsWhole() throws Exception {
    append("one");
    assumeTrue(store.appendRaw(LOG, bytes("torn")), "the store holds no half records");
    append("two");
    try (LogTail tail = there.tail(LOG, 0)) {
      List<String> all = lookAll(tail);
      assertEquals("one", all.get(0));
      assertEquals("two", all.get(all.size() - 1));
      assertTrue(all.size() <= 3, all::toString);
    }
  }

  @Test
  void bytesThatHaveNotArrivedAreWaitedFor() throws Exception {
    append("one");
    assumeTrue(store.appendRaw(LOG, new byte[] {0, 0, 0, '\n'}), "the store holds no half records");
    try (LogTail tail = there.tail(LOG, 0)) {
      assertEquals(List.of("one"), lookAll(tail));
    }
  }

  @Test
  void deletedLogIsNothingNewForItsReader() throws Exception {
    append("one");
    try (LogTail tail = there.tail(LOG, 0)) {
      lookAll(tail);
      here.delete(LOG.parent(), LIMIT);
      assertEquals(List.of(), look(tail));
    }
  }

  private void append(String... texts) throws TransportException {
    try (LogAppender appender = here.appender(LOG, LIMIT)) {
      appender.append(records(texts), LIMIT);
    }
  }
}
