package dev.pigeon.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.ForwardingTransport;
import dev.pigeon.spi.testing.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaiterTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Key FOLDER = Key.of("folder");

  private final MemoryStore store = new MemoryStore();
  private final Transport transport = store.open();

  @Test
  void aWakeBeforeATimedWaitEndsIt() throws Exception {
    try (Waiter waiter = new Waiter(new WithoutHints(), List.of(FOLDER), Waiter.ALWAYS)) {
      waiter.wake();
      waiter.await(LONG, LONG);
    }
  }

  @Test
  void theFirstWatchedWaitOnlyOpensTheWatch() throws Exception {
    try (Waiter waiter = waiter()) {
      waiter.await(LONG, LONG);
    }
  }

  @Test
  void aChangeAfterTheWatchStandsEndsTheWait() throws Exception {
    try (Waiter waiter = waiter()) {
      waiter.await(LONG, LONG);
      transport.replace(FOLDER.resolve("x"), new byte[0], LONG);
      waiter.await(LONG, LONG);
    }
  }

  @Test
  void wakesAreNeverLostBetweenTimedWaitsAndTheWatch() throws Exception {
    Random random = new Random(3);
    CyclicBarrier round = new CyclicBarrier(2);
    try (Waiter waiter = new Waiter(transport, List.of(FOLDER), Duration.ofMillis(20))) {
      Thread waker = new Thread(() -> wakeEveryRound(waiter, round));
      waker.start();
      for (int i = 0; i < ROUNDS; i++) {
        round.await();
        // Either kind of wait would last longer than this test may take.
        Duration limit = random.nextBoolean() ? Duration.ofMillis(19) : LONG;
        awaitWoken(waiter, limit);
        round.await();
      }
      waker.join();
    }
  }

  private static final int ROUNDS = 300;
  private volatile boolean woken;

  private void wakeEveryRound(Waiter waiter, CyclicBarrier round) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        woken = false;
        round.await();
        woken = true;
        waiter.wake();
        round.await();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void awaitWoken(Waiter waiter, Duration limit) throws TransportException {
    long start = System.nanoTime();
    do {
      waiter.await(limit, LONG);
    } while (!woken);
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (millis > 900) {
      throw new AssertionError("a wake ended the wait only after " + millis + " ms");
    }
  }

  @Test
  void closeEndsWaitsForGood() throws Exception {
    Waiter waiter = waiter();
    waiter.await(LONG, LONG);
    waiter.close();
    TransportException closed =
        assertThrows(TransportException.class, () -> waiter.await(LONG, LONG));
    assertEquals(FailureKind.CLOSED, closed.kind());
    Waiter timed = new Waiter(new WithoutHints(), List.of(FOLDER), Waiter.ALWAYS);
    timed.close();
    timed.await(LONG, LONG);
  }

  @Test
  void aWatchThatCannotBeHadIsDoneWithout() throws Exception {
    Transport blind =
        new ForwardingTransport(transport) {
          @Override
          public ChangeWatch watch(List<Key> folders) throws TransportException {
            throw new TransportException(FailureKind.UNREACHABLE, "no watch to be had");
          }
        };
    try (Waiter waiter = new Waiter(blind, List.of(FOLDER), Waiter.ALWAYS)) {
      waiter.await(SHORT, LONG);
      waiter.wake();
      waiter.await(LONG, LONG);
    }
  }

  @Test
  void neverWaitsLongerThanTheMost() throws Exception {
    try (Waiter waiter = waiter()) {
      waiter.await(LONG, SHORT);
      waiter.await(LONG, SHORT);
    }
  }

  private Waiter waiter() {
    return new Waiter(transport, List.of(FOLDER), Waiter.ALWAYS);
  }

  private final class WithoutHints extends ForwardingTransport {
    WithoutHints() {
      super(transport);
    }

    @Override
    public dev.pigeon.spi.Traits traits() {
      return new dev.pigeon.spi.Traits(java.util.Set.of(), SHORT, "no hints");
    }
  }
}
