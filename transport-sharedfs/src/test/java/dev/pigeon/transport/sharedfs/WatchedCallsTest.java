package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchedCallsTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final WatchedCalls calls = new WatchedCalls(new Failures(Path.of("/share")));
  private final Hang hang = new Hang();

  /** A call that blocks as one on a dead mount does, deaf to interrupts. */
  private static final class Hang extends FileCall<String> {
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch discarded = new CountDownLatch(1);

    Hang() {
      super("read x");
    }

    @Override
    String run() {
      runs.incrementAndGet();
      running.countDown();
      while (answer.getCount() > 0) {
        try {
          answer.await();
        } catch (InterruptedException deaf) {
          // As the kernel would: go on waiting.
        }
      }
      return "late";
    }

    @Override
    void discard(String result) {
      discarded.countDown();
    }
  }

  private static final class Answer extends FileCall<String> {
    Answer() {
      super("read y");
    }

    @Override
    String run() {
      return "there";
    }
  }

  @AfterEach
  void end() {
    hang.answer.countDown();
    calls.close();
    calls.shutDown();
  }

  @Test
  void hangingCallEndsAtItsLimit() {
    TransportException late = assertThrows(TransportException.class, () -> calls.call(hang, SHORT));
    assertEquals(FailureKind.UNREACHABLE, late.kind());
    assertTrue(late.getMessage().contains("/share has not answered for 20 ms"), late.getMessage());
  }

  @Test
  void messageCountsWholeSeconds() {
    Failures failures = new Failures(Path.of("/share"));
    String text = failures.unanswered("x", Duration.ofSeconds(12)).getMessage();
    assertTrue(text.startsWith("shared directory /share has not answered for 12 s"), text);
  }

  @Test
  void otherCallsGoOnBesideAHangingOne() throws Exception {
    assertThrows(TransportException.class, () -> calls.call(hang, SHORT));
    assertEquals("there", calls.call(new Answer(), LONG));
  }

  @Test
  void lateResultIsDiscarded() throws Exception {
    while (hang.runs.get() == 0) { // a busy machine may give a call up before its thread runs
      assertThrows(TransportException.class, () -> calls.call(hang, SHORT));
    }
    hang.answer.countDown();
    hang.discarded.await();
  }

  @Test
  void closeWakesABlockedCall() throws Exception {
    FutureTask<String> caller = new FutureTask<>((Callable<String>) () -> calls.call(hang, LONG));
    Thread thread = new Thread(caller);
    thread.start();
    hang.running.await();
    calls.close();
    thread.join();
    ExecutionException failed = assertThrows(ExecutionException.class, caller::get);
    assertEquals(FailureKind.CLOSED, ((TransportException) failed.getCause()).kind());
  }

  @Test
  void deadMountTakesABoundedNumberOfThreads() throws Exception {
    for (int i = 0; i < 200; i++) {
      assertThrows(TransportException.class, () -> calls.call(hang, Duration.ofMillis(1)));
    }
    assertTrue(hang.runs.get() <= 64, () -> hang.runs + " threads");
    hang.answer.countDown();
    assertEquals("there", calls.call(new Answer(), LONG));
  }
}
