package dev.pigeon.cleanup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.ForwardingTransport;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CleanupLoopTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final CleanupRules RULES = CleanupRules.DEFAULT;

  private final Yard yard = new Yard();
  private final List<String> log = new ArrayList<>();

  @Test
  void theFirstRoundComesAfterAMinuteAndTheNextAfterTen() throws Exception {
    FlakyTransport watched = new FlakyTransport(yard.transport);
    CleanupLoop loop = loop(watched, 0);
    assertEquals(Duration.ofMinutes(1), loop.nextDelay());
    loop.pollOnce();
    assertEquals(List.of(), watched.takeActions());
    yard.pass(loop.nextDelay());
    finish(loop);
    assertEquals(Duration.ofMinutes(10), loop.nextDelay());
    yard.pass(loop.nextDelay());
    watched.takeActions();
    loop.pollOnce();
    assertTrue(watched.takeActions().contains("list " + Layout.SESSIONS));
  }

  @Test
  void workersThatStartTogetherTakeTheirLooksApart() {
    assertEquals(Duration.ofSeconds(90), loop(yard.transport, 0.5).nextDelay());
  }

  @Test
  void oldSessionsGo() throws Exception {
    SessionId id = yard.session(SessionState.SUCCEEDED);
    CleanupLoop loop = loop(yard.transport, 0);
    yard.pass(DAY);
    finish(loop);
    assertFalse(yard.has(id));
    assertTrue(log.contains("session " + id + " goes: finished"), log::toString);
  }

  @Test
  void aRoundThatAnotherBeganLatelyIsNotDoneAgain() throws Exception {
    CleanupLoop one = loop(yard.transport, 0);
    FlakyTransport watched = new FlakyTransport(yard.transport);
    CleanupLoop other = loop(watched, 0);
    yard.pass(Duration.ofMinutes(1));
    finish(one);
    yard.pass(Duration.ofMinutes(7));
    other.pollOnce();
    assertEquals(List.of("read " + Layout.CLEANUP), watched.takeActions());
    yard.pass(other.nextDelay());
    other.pollOnce();
    assertTrue(watched.takeActions().contains("replace " + Layout.CLEANUP));
  }

  @Test
  void aNoteFromTheFutureHoldsNobodyUp() throws Exception {
    yard.put(Layout.CLEANUP, "{}");
    yard.ticker.clock().setWallTime(yard.ticker.now().minus(DAY));
    FlakyTransport watched = new FlakyTransport(yard.transport);
    CleanupLoop loop = loop(watched, 0);
    yard.pass(Duration.ofMinutes(1));
    loop.pollOnce();
    assertTrue(watched.takeActions().contains("replace " + Layout.CLEANUP));
  }

  @Test
  void itWorksAtMostHalfAPercentOfTheTime() throws Exception {
    for (int i = 0; i < 2000; i++) {
      yard.session(SessionState.SUCCEEDED);
    }
    yard.pass(DAY);
    Slow slow = new Slow(yard);
    CleanupLoop loop = loop(slow, 0);
    yard.pass(loop.nextDelay());
    long start = yard.ticker.nanos();
    finish(loop);
    assertEquals(List.of(), yard.sessions());
    double share = (double) slow.work.toNanos() / (yard.ticker.nanos() - start);
    assertTrue(share < 0.006, () -> "a share of " + share);
  }

  @Test
  void aRoundGoesOnBehindAFailure() throws Exception {
    SessionId first = yard.session(SessionState.SUCCEEDED);
    SessionId second = yard.session(SessionState.SUCCEEDED);
    FlakyTransport flaky = new FlakyTransport(yard.transport);
    CleanupLoop loop = loop(flaky, 0);
    yard.pass(DAY);
    flaky.failBefore(action -> action.equals("delete " + Layout.session(first)));
    finish(loop);
    assertTrue(yard.has(first));
    assertFalse(yard.has(second));
    flaky.heal();
    yard.pass(loop.nextDelay());
    finish(loop);
    assertFalse(yard.has(first));
  }

  @Test
  void aStoreThatIsAwayIsAskedSeldom() throws Exception {
    CleanupLoop loop = loop(yard.transport, 0);
    yard.pass(Duration.ofMinutes(1));
    yard.store.setReachable(false);
    int polls = 0;
    long start = yard.ticker.nanos();
    while (yard.ticker.millisSince(start) < Duration.ofHours(1).toMillis()) {
      loop.pollOnce();
      polls++;
      yard.pass(loop.nextDelay());
    }
    assertTrue(polls < 70, "asked " + polls + " times an hour");
    assertTrue(log.size() < 10, log::toString);
  }

  @Test
  void anEmptyFolderGoesOnceItHasBeenSeenForADay() throws Exception {
    SessionId id = yard.nextId();
    yard.alive(id); // a log and nothing else
    CleanupLoop loop = loop(yard.transport, 0);
    long start = yard.ticker.nanos();
    while (yard.ticker.millisSince(start) < DAY.toMillis()) {
      loop.pollOnce();
      yard.pass(loop.nextDelay().plusMillis(1));
      assertTrue(yard.has(id));
    }
    yard.pass(Duration.ofMinutes(20));
    finish(loop);
    assertFalse(yard.has(id));
  }

  private CleanupLoop loop(Transport view, double phase) {
    return new CleanupLoop(yard.cleaner(view), () -> RULES, phase, log::add);
  }

  /** Steps until a round has ended. */
  private void finish(CleanupLoop loop) {
    log.removeIf(line -> line.startsWith("cleaned up"));
    while (log.stream().noneMatch(line -> line.startsWith("cleaned up"))) {
      loop.pollOnce();
      if (log.stream().noneMatch(line -> line.startsWith("cleaned up"))) {
        yard.pass(loop.nextDelay());
      }
    }
  }

  /** Every read and delete takes a millisecond. */
  private static final class Slow extends ForwardingTransport {
    private static final Duration CALL = Duration.ofMillis(1);
    private final Yard yard;
    private Duration work = Duration.ZERO;

    Slow(Yard yard) {
      super(yard.transport);
      this.yard = yard;
    }

    @Override
    public Optional<Document> read(Key key, Duration limit) throws TransportException {
      spend();
      return super.read(key, limit);
    }

    @Override
    public void delete(Key key, Duration limit) throws TransportException {
      spend();
      super.delete(key, limit);
    }

    private void spend() {
      work = work.plus(CALL);
      yard.pass(CALL);
    }
  }
}
