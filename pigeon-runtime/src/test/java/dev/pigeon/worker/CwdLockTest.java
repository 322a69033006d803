package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.DelayedTransport;
import dev.pigeon.spi.testing.Delays;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WorkerName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CwdLockTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String CWD = "/data/here";
  private static final Key LOCK = Layout.lock(CWD);
  private static final byte[] FOREIGN =
      "worker_host=foreign\nworker_pid=1\n".getBytes(StandardCharsets.UTF_8);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final Transport transport = store.open();
  private final FlakyTransport flaky = new FlakyTransport(transport);
  private final Map<String, Fate> fates = new HashMap<>();
  private long beats;
  private int sessions;

  @Test
  void oneHoldsAndTheOthersLearnWho() throws Exception {
    CwdLock a = locker("a");
    CwdLock b = locker("b");
    beat("a");
    CwdLock.Held held = acquire(a);
    assertEquals("a-1", busy(b));
    assertEquals("a-1", busy(locker("c")));
    assertEquals("a-1", busy(a));
    held.release();
    acquire(b).release();
    assertEquals(List.of(), transport.list(Layout.LOCKS, LIMIT));
  }

  @Test
  void foldersDoNotShareALock() throws Exception {
    acquire(locker("a"));
    assertInstanceOf(CwdLock.Held.class, locker("b").tryAcquire("/other", next()));
  }

  @Test
  void lockFileNamesTheHolder() throws Exception {
    acquire(locker("a"));
    String text =
        new String(transport.read(LOCK, LIMIT).orElseThrow().content(), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("worker_host=a\nworker_pid=1\n"), text);
  }

  @Test
  void aHolderWhoseHeartIsStillIsSucceededAfterTenSeconds() throws Exception {
    beat("a");
    acquire(locker("a"));
    CwdLock b = locker("b");
    busy(b);
    ticker.advance(Duration.ofMillis(9_900));
    busy(b);
    ticker.advance(Duration.ofMillis(200));
    acquire(b);
    beat("b");
    assertEquals("b-1", busy(locker("c")));
  }

  @Test
  void aHolderThatItsMachineKnowsToBeGoneIsSucceededAtOnce() throws Exception {
    beat("a");
    acquire(locker("a"));
    CwdLock b = locker("b");
    busy(b);
    fates.put("a", Fate.GONE);
    acquire(b);
  }

  @Test
  void aHolderWhoseCommandsAreBeingEndedIsWaitedFor() throws Exception {
    beat("a");
    acquire(locker("a"));
    fates.put("a", Fate.ENDING);
    CwdLock b = locker("b");
    busy(b);
    ticker.advance(Duration.ofSeconds(20));
    busy(b);
    busy(locker("a")); // with our own name and pid
    fates.put("a", Fate.GONE);
    acquire(b);
  }

  @Test
  void aHolderWhoseProcessIsThereIsJudgedByItsHeart() throws Exception {
    beat("a");
    acquire(locker("a"));
    fates.put("a", Fate.PRESENT);
    CwdLock b = locker("b");
    busy(b);
    ticker.advance(Duration.ofSeconds(11));
    acquire(b);
  }

  @Test
  void aHolderWithoutAHeartbeatIsSucceededAfterTwoSeconds() throws Exception {
    acquire(locker("a"));
    CwdLock b = locker("b");
    busy(b);
    ticker.advance(Duration.ofSeconds(2));
    acquire(b);
  }

  @Test
  void aHolderWhoseHeartBeatsIsNeverSucceeded() throws Exception {
    acquire(locker("a"));
    CwdLock b = locker("b");
    for (int i = 0; i < 20; i++) {
      beat("a");
      busy(b);
      ticker.advance(Duration.ofSeconds(5));
    }
  }

  @Test
  void aPredecessorWithOurPidIsSucceededAtOnce() throws Exception {
    beat("a");
    acquire(locker("a"));
    CwdLock restarted = locker("a");
    acquire(restarted).release();
    acquire(restarted);
  }

  @Test
  void aReleaseByTheDeadHarmsNobody() throws Exception {
    CwdLock.Held dead = acquire(locker("a"));
    CwdLock b = locker("b");
    busy(b);
    ticker.advance(Duration.ofSeconds(2));
    CwdLock.Held held = acquire(b);
    beat("b");
    dead.release();
    assertEquals("b-1", busy(locker("c")));
    held.release();
    acquire(locker("c"));
  }

  @Test
  void aForeignersLockFileCountsWhileItLives() throws Exception {
    beat("foreign");
    transport.replace(LOCK, FOREIGN, LIMIT);
    CwdLock a = locker("a");
    assertEquals("foreign-1", busy(a));
    ticker.advance(Duration.ofSeconds(10));
    acquire(a);
  }

  @Test
  void aForeignerThatComesInBetweenIsGivenWay() throws Exception {
    beat("foreign");
    flaky.failBefore(
        action -> {
          if (action.equals("create " + LOCK)) {
            put(LOCK, FOREIGN);
          }
          return false;
        });
    assertEquals("foreign-1", busy(locker("a", flaky)));
    assertEquals(FOREIGN.length, transport.read(LOCK, LIMIT).orElseThrow().content().length);
    assertEquals(List.of(LOCK.name()), transport.list(Layout.LOCKS, LIMIT));
  }

  @Test
  void aLockFileThatNamesNobodyIsNoHolder() throws Exception {
    transport.replace(LOCK, new byte[0], LIMIT);
    acquire(locker("a"));
  }

  @Test
  void aCreateThatThrewAlthoughItWonLocksNobodyOut() throws Exception {
    CwdLock a = locker("a", flaky);
    flaky.failAfter(action -> action.startsWith("create"));
    assertThrows(TransportException.class, () -> acquire(a));
    flaky.heal();
    acquire(a).release();
    flaky.failAfter(action -> action.startsWith("create"));
    assertThrows(TransportException.class, () -> acquire(a));
    flaky.heal();
    beat("a");
    busy(locker("b"));
    a.tidy();
    acquire(locker("b"));
  }

  @Test
  void aReleaseThatFailedIsMadeGood() throws Exception {
    CwdLock a = locker("a", flaky);
    beat("a");
    for (String step : List.of("delete " + LOCK, "delete " + Layout.ticket(LOCK, 0), "read")) {
      CwdLock.Held held = acquire(a);
      flaky.failBefore(action -> action.startsWith(step));
      assertThrows(TransportException.class, held::release);
      a.tidy();
      beat("a");
      busy(locker("b"));
      flaky.heal();
      a.tidy();
      acquire(locker("b")).release();
    }
  }

  @Test
  void aLockWhosePlaceIsTakenByJunkKeepsNoOtherFromBeingTidied() throws Exception {
    CwdLock a = locker("a", flaky);
    beat("a");
    String junk = Layout.ticket(Layout.lock("/junk"), 0).toString();
    flaky.kind(FailureKind.CORRUPT);
    flaky.failBefore(action -> action.endsWith(junk));
    assertThrows(TransportException.class, () -> a.tryAcquire("/junk", next()));
    CwdLock.Held held = acquire(a);
    flaky.failBefore(action -> action.endsWith(junk) || action.startsWith("delete"));
    assertThrows(TransportException.class, held::release);
    flaky.failBefore(action -> action.endsWith(junk));
    a.tidy();
    acquire(locker("b")).release();
    flaky.takeActions();
    for (int i = 0; i < 600; i++) {
      ticker.advance(Duration.ofMillis(20));
      a.tidy();
    }
    long asked = flaky.takeActions().stream().filter(each -> each.endsWith(junk)).count();
    assertTrue(asked > 1 && asked < 100, "looked at the junk " + asked + " times");
    ticker.advance(Duration.ofSeconds(61));
    a.tidy();
    ticker.advance(Duration.ofSeconds(61));
    a.tidy();
    flaky.takeActions();
    ticker.advance(Duration.ofSeconds(61));
    a.tidy();
    assertEquals(List.of(), flaky.takeActions());
  }

  @Test
  void tidyLeavesALockThatIsHeldAlone() throws Exception {
    CwdLock a = locker("a", flaky);
    flaky.failAfter(action -> action.startsWith("create"));
    assertThrows(TransportException.class, () -> acquire(a));
    flaky.heal();
    acquire(a);
    beat("a");
    a.tidy();
    assertEquals("a-1", busy(locker("b")));
    ticker.advance(Duration.ofSeconds(61));
    a.tidy();
    flaky.takeActions();
    a.tidy();
    assertEquals(List.of(), flaky.takeActions());
  }

  @Test
  void ofTwoThatFindTheHolderDeadOneSucceedsIt() throws Exception {
    acquire(locker("a"));
    CwdLock b = locker("b");
    busy(b);
    CwdLock c = locker("c", flaky);
    busy(c);
    ticker.advance(Duration.ofSeconds(2));
    beat("b");
    List<CwdLock.Attempt> between = new ArrayList<>();
    flaky.failBefore(
        action -> {
          if (action.startsWith("replace") && between.isEmpty()) {
            between.add(attempt(b)); // while c is about to
          }
          return false;
        });
    assertEquals("b-1", busy(c));
    assertInstanceOf(CwdLock.Held.class, between.get(0));
  }

  @Test
  void freeingTakesTheLockOfTheDeadAndLetsItGo() throws Exception {
    acquire(locker("a"));
    CwdLock b = locker("b");
    assertFalse(b.free(LOCK), "it has not been watched for long enough");
    ticker.advance(Duration.ofSeconds(2));
    assertTrue(b.free(LOCK));
    assertEquals(List.of(Layout.ticket(LOCK, 0).name()), transport.list(Layout.LOCKS, LIMIT));
    acquire(locker("c"));
  }

  @Test
  void freeingNeverTakesALockFromItself() throws Exception {
    CwdLock a = locker("a");
    acquire(a);
    ticker.advance(Duration.ofHours(1));
    assertFalse(a.free(LOCK));
  }

  @Test
  void noInterleavingHasTwoHolders() throws Exception {
    int turns = 0;
    for (int seed = 0; seed < 200; seed++) {
      turns += new Crowd(seed, Delays.careful()).run();
      turns += new Crowd(seed, Delays.careless()).run();
    }
    assertTrue(turns > 10_000, "the lock changed hands " + turns + " times only");
  }

  /** Workers with stale views that lock, release, die and are replaced, in any order. */
  private final class Crowd {
    private final Random random;
    private final Delays delays;
    private final HandTicker time = new HandTicker();
    private final MemoryStore shared = new MemoryStore(time.clock());
    private final Transport truth = shared.open();
    private final List<Member> members = new ArrayList<>();
    private CwdLock cleaner;
    private int born;
    private int turns;

    Crowd(int seed, Delays delays) {
      random = new Random(seed);
      this.delays = delays;
      cleaner = cleaner();
    }

    int run() throws Exception {
      for (int i = 0; i < 4; i++) {
        members.add(new Member());
      }
      for (int step = 0; step < 300; step++) {
        time.advance(Duration.ofMillis(random.nextInt(400)));
        for (Member each : members) {
          beat(each.host, truth);
        }
        members.get(random.nextInt(members.size())).act();
        if (random.nextInt(6) == 0) {
          clean();
        }
        long holders = members.stream().filter(each -> each.held != null).count();
        assertTrue(holders <= 1, "two holders at step " + step);
      }
      return turns;
    }

    /** A process that is no worker, has no heartbeat, and wants the lock freed. */
    private void clean() {
      if (random.nextInt(20) == 0) {
        cleaner = cleaner();
      }
      try {
        cleaner.free(LOCK);
        members.get(random.nextInt(members.size())).lock.free(LOCK);
      } catch (TransportException e) {
        return; // as this store does now and then
      }
    }

    private CwdLock cleaner() {
      Transport view = new DelayedTransport(shared.open(), time.clock(), delays);
      return locker(identity("gc" + born++), view, time);
    }

    private final class Member {
      private final String host = "w" + born++;
      private final CwdLock lock =
          locker(identity(host), new DelayedTransport(shared.open(), time.clock(), delays), time);
      private CwdLock.Held held;

      void act() {
        try {
          lock.tidy();
          if (held == null) {
            if (lock.tryAcquire(CWD, next()) instanceof CwdLock.Held won) {
              held = won;
              turns++;
            }
          } else if (random.nextInt(8) == 0) {
            members.remove(this); // dies, and somebody else comes
            members.add(new Member());
          } else {
            CwdLock.Held was = held;
            held = null;
            was.release();
          }
        } catch (TransportException e) {
          return; // as this store does now and then
        }
      }
    }
  }

  private CwdLock locker(String host) {
    return locker(host, transport);
  }

  private CwdLock locker(String host, Transport view) {
    return locker(identity(host), view, ticker);
  }

  private CwdLock locker(WorkerIdentity identity, Transport view, HandTicker time) {
    Neighbours neighbours = claim -> fates.getOrDefault(claim.worker().host(), Fate.UNKNOWN);
    Holders holders = new Holders(view, time, identity, neighbours, LIMIT);
    return new CwdLock(view, time, identity, holders, LIMIT);
  }

  private WorkerIdentity identity(String host) {
    String instance = "instance" + sessions++;
    return new WorkerIdentity(new WorkerName(host, 1), instance, "", "boot", ticker.now());
  }

  private CwdLock.Held acquire(CwdLock lock) throws TransportException {
    return assertInstanceOf(CwdLock.Held.class, lock.tryAcquire(CWD, next()));
  }

  private String busy(CwdLock lock) throws TransportException {
    return assertInstanceOf(CwdLock.Busy.class, lock.tryAcquire(CWD, next())).holder();
  }

  private CwdLock.Attempt attempt(CwdLock lock) {
    try {
      return lock.tryAcquire(CWD, next());
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }

  private SessionId next() {
    return SessionId.of(1, sessions++);
  }

  private void beat(String host) throws TransportException {
    beat(host, transport);
  }

  private void beat(String host, Transport view) throws TransportException {
    Heartbeat beat =
        new Heartbeat(
            new WorkerName(host, 1), null, ticker.now(), ticker.now(), beats++, null, true);
    view.replace(Layout.worker(host, 1), HeartbeatCodec.encode(beat), LIMIT);
  }

  private void put(Key key, byte[] content) {
    try {
      transport.replace(key, content, LIMIT);
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }
}
