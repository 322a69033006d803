package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What the classes of the kit share: a store with two users, {@code here} and {@code there}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class TransportTck {
  /** Long enough for every call of a healthy store. */
  protected static final Duration LIMIT = Duration.ofSeconds(20);

  protected TestStore store;
  protected Transport here;
  protected Transport there;
  private Set<Thread> threadsBefore;

  /** A new empty store. */
  protected abstract TestStore newStore() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    threadsBefore = Thread.getAllStackTraces().keySet();
    store = newStore();
    here = store.open();
    there = store.open();
  }

  @AfterEach
  final void closeStore() throws Exception {
    here.close();
    there.close();
    store.close();
  }

  /**
   * Threads that came since before the store was made, without those of the test engine and those
   * that Java keeps for itself, such as the one that waits for the ends of processes.
   */
  protected final List<Thread> newThreads() {
    List<Thread> threads = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!threadsBefore.contains(thread)
          && !thread.getName().startsWith("junit-")
          && !isOfJava(thread)) {
        threads.add(thread);
      }
    }
    return threads;
  }

  /** Only Java's own threads are in the group at the root. */
  private static boolean isOfJava(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && group.getParent() == null;
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  protected static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  protected static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** A batch of records. */
  protected static List<ByteBuffer> records(String... texts) {
    List<ByteBuffer> records = new ArrayList<>();
    for (String text : texts) {
      records.add(ByteBuffer.wrap(bytes(text)));
    }
    return records;
  }

  /** What one look finds. */
  protected static List<String> look(LogTail tail) throws TransportException {
    List<String> texts = new ArrayList<>();
    for (ByteBuffer record : tail.read(LIMIT)) {
      texts.add(text(record));
    }
    return texts;
  }

  /** What looks find until one finds nothing. */
  protected static List<String> lookAll(LogTail tail) throws TransportException {
    List<String> all = new ArrayList<>();
    List<String> some = look(tail);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = look(tail);
    }
    return all;
  }

  protected static void assertFails(FailureKind kind, Executable call) {
    TransportException failure = assertThrows(TransportException.class, call);
    assertEquals(kind, failure.kind(), failure.getMessage());
  }
}
