package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Closing wakes what is blocked, refuses what follows, and leaves nothing behind. */
public abstract class ClosingTck extends TransportTck {
  private static final Key KEY = Key.of("folder/name");
  private static final long THREAD_END_MILLIS = 5000;
  private static final Duration LONG = Duration.ofSeconds(40);

  @Test
  void closeEndsABlockedWait() throws Exception {
    ChangeWatch watch = here.watch(List.of(KEY.parent()));
    assertEquals(FailureKind.CLOSED, kindOfWaitEndedBy(watch, here::close));
  }

  @Test
  void closeOfAWatchEndsItsWait() throws Exception {
    ChangeWatch watch = here.watch(List.of(KEY.parent()));
    assertEquals(FailureKind.CLOSED, kindOfWaitEndedBy(watch, watch::close));
    assertFails(FailureKind.CLOSED, () -> watch.await(LONG));
  }

  private static FailureKind kindOfWaitEndedBy(ChangeWatch watch, Runnable end) throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Callable<Void> waiting =
        () -> {
          started.countDown();
          long giveUp = System.nanoTime() + LONG.toNanos();
          while (System.nanoTime() < giveUp) {
            watch.await(LONG);
          }
          return null;
        };
    FutureTask<Void> wait = new FutureTask<>(waiting);
    Thread thread = new Thread(wait);
    thread.start();
    started.await();
    end.run();
    thread.join();
    ExecutionException failed = assertThrows(ExecutionException.class, wait::get);
    return ((TransportException) failed.getCause()).kind();
  }

  @Test
  void closedTransportRefusesEveryCall() throws Exception {
    here.replace(KEY, bytes("x"), LIMIT);
    LogAppender appender = here.appender(Key.of("folder/log"), LIMIT);
    appender.append(records("one"), LIMIT);
    LogTail tail = here.tail(Key.of("folder/log"), 0);
    tail.read(LIMIT);
    ChangeWatch watch = here.watch(List.of(Key.ROOT));
    here.close();
    here.close();
    assertFails(FailureKind.CLOSED, () -> here.read(KEY, LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.replace(KEY, bytes("y"), LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.create(Key.of("other"), bytes("y"), LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.delete(KEY, LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.list(Key.ROOT, LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.appender(Key.of("other"), LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.storeTime(LIMIT));
    assertFails(FailureKind.CLOSED, () -> here.probe(LIMIT));
    assertFails(FailureKind.CLOSED, () -> appender.append(records("two"), LIMIT));
    assertFails(FailureKind.CLOSED, () -> tail.read(LIMIT));
    assertFails(FailureKind.CLOSED, () -> watch.await(LIMIT));
    assertEquals("x", text(there.read(KEY, LIMIT).orElseThrow().content()));
  }

  @Test
  void closedAppenderAndTailRefuseCalls() throws Exception {
    LogAppender appender = here.appender(KEY, LIMIT);
    LogTail tail = here.tail(KEY, 0);
    appender.close();
    tail.close();
    appender.close();
    tail.close();
    assertFails(FailureKind.CLOSED, () -> appender.append(records("one"), LIMIT));
    assertFails(FailureKind.CLOSED, () -> tail.read(LIMIT));
  }

  @Test
  void closingLeavesNoThreads() throws Exception {
    useEverything();
    here.close();
    there.close();
    for (Thread thread : newThreads()) {
      thread.join(THREAD_END_MILLIS);
      assertFalse(thread.isAlive(), () -> thread + " is left over");
    }
  }

  @Test
  void closingLeavesNoWorkFiles() throws Exception {
    useEverything();
    here.close();
    there.close();
    assertEquals(List.of(), store.workFiles());
  }

  private void useEverything() throws TransportException {
    here.replace(KEY, bytes("x"), LIMIT);
    here.create(Key.of("folder/claim"), bytes("x"), LIMIT);
    there.create(Key.of("folder/claim"), bytes("y"), LIMIT);
    here.appender(Key.of("folder/log"), LIMIT).append(records("one"), LIMIT);
    there.tail(Key.of("folder/log"), 0).read(LIMIT);
    here.watch(List.of(Key.of("folder"))).await(Duration.ofMillis(10));
    here.probe(LIMIT);
    here.storeTime(LIMIT);
    there.list(Key.ROOT, LIMIT);
    there.delete(Key.of("folder"), LIMIT);
  }
}
