package dev.pigeon.cleanup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.cleanup.Finding.Thing;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.DelayedTransport;
import dev.pigeon.spi.testing.Delays;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CleanupRoundTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final CleanupRules RULES = new CleanupRules(HOUR, 100);
  private static final Key LOCK = Layout.lock("/data/here");

  private final Yard yard = new Yard();

  @Test
  void finishedSessionsGoOnceTheyAreOld() throws Exception {
    List<SessionId> old =
        List.of(
            yard.session(SessionState.SUCCEEDED),
            yard.session(SessionState.FAILED),
            yard.session(SessionState.CANCELLED));
    yard.pass(MOMENT);
    SessionId young = yard.session(SessionState.SUCCEEDED);
    yard.pass(HOUR.minus(MOMENT));
    yard.round(RULES);
    assertEquals(List.of(young.value()), yard.sessions());
    assertEquals(old.size(), yard.found.size());
    assertEquals(
        new Finding(Thing.SESSION, old.get(0).value(), "finished", HOUR), yard.found.get(0));
  }

  @Test
  void theOldestOfTooManyGo() throws Exception {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(yard.session(SessionState.SUCCEEDED).value());
      yard.pass(MOMENT);
    }
    yard.status(new SessionId(all.get(0)), SessionState.FAILED); // ended last
    yard.pass(Duration.ofMinutes(10));
    yard.round(new CleanupRules(DAY, 4));
    List<String> kept = new ArrayList<>(all.subList(7, 10));
    kept.add(0, all.get(0));
    assertEquals(kept, yard.sessions());
  }

  @Test
  void noneGoesForTheCountBeforeItCouldBeRead() throws Exception {
    SessionId older = yard.session(SessionState.SUCCEEDED);
    yard.pass(MOMENT);
    SessionId younger = yard.session(SessionState.SUCCEEDED);
    yard.pass(Duration.ofMinutes(10).minus(MOMENT));
    yard.round(new CleanupRules(DAY, 0));
    assertFalse(yard.has(older));
    assertTrue(yard.has(younger));
  }

  @Test
  void aShorterAgeShortensTheGraceToo() throws Exception {
    yard.session(SessionState.SUCCEEDED);
    yard.pass(Duration.ofSeconds(60));
    yard.round(new CleanupRules(Duration.ofSeconds(60), 1000));
    assertEquals(List.of(), yard.sessions());
  }

  @Test
  void aSessionFromTheFutureStays() throws Exception {
    SessionId id = yard.session(SessionState.SUCCEEDED);
    yard.ticker.clock().setWallTime(yard.ticker.now().minus(DAY.multipliedBy(30)));
    yard.round(new CleanupRules(HOUR, 0));
    assertTrue(yard.has(id));
  }

  @Test
  void whatTheProcessItselfIsAtWorkOnStays() throws Exception {
    SessionId id = yard.session(SessionState.SUCCEEDED);
    yard.pass(DAY);
    Cleaner all = yard.cleaner(yard.transport);
    Cleaner busy =
        new Cleaner(
            all.transport(), all.ticker(), all.name(), all.locks(), id.value()::equals, Yard.LIMIT);
    yard.run(new CleanupRound(busy, RULES, false, yard.found::add), () -> {});
    assertTrue(yard.has(id));
  }

  @Test
  void aQuietSessionOfALivingWorkerStaysForEver() throws Exception {
    SessionId id = yard.session(SessionState.RUNNING);
    yard.claim(id, "a");
    for (int i = 0; i < 30; i++) {
      yard.pass(DAY);
      yard.beat("a");
      yard.round(RULES, () -> yard.beat("a"));
    }
    assertTrue(yard.has(id));
  }

  @Test
  void aSessionOfADeadWorkerGoesAfterADay() throws Exception {
    SessionId id = yard.session(SessionState.RUNNING);
    yard.claim(id, "a");
    yard.beat("a");
    yard.pass(DAY.minus(MOMENT));
    yard.round(RULES);
    assertTrue(yard.has(id));
    yard.pass(MOMENT);
    yard.round(RULES);
    assertFalse(yard.has(id));
  }

  @Test
  void aLongerAgeIsForTheDeadToo() throws Exception {
    SessionId id = yard.session(SessionState.RUNNING);
    yard.claim(id, "a");
    yard.pass(DAY.multipliedBy(6));
    CleanupRules week = new CleanupRules(DAY.multipliedBy(7), 100);
    yard.round(week);
    assertTrue(yard.has(id));
    yard.pass(DAY);
    yard.round(week);
    assertFalse(yard.has(id));
  }

  @Test
  void aWorkerThatComesBackBetweenTheLooksSavesItsSession() throws Exception {
    SessionId id = yard.session(SessionState.RUNNING);
    yard.claim(id, "a");
    yard.beat("a");
    yard.pass(DAY);
    yard.round(RULES, () -> yard.beat("a"));
    assertTrue(yard.has(id));
    assertTrue(yard.read(Layout.worker("a", 1)).isPresent());
  }

  @Test
  void aSessionThatEndsBetweenTheLooksIsFinished() throws Exception {
    SessionId id = yard.session(SessionState.RUNNING);
    yard.claim(id, "a");
    yard.pass(DAY);
    yard.round(RULES, () -> yard.status(id, SessionState.SUCCEEDED));
    assertTrue(yard.has(id));
  }

  @Test
  void aClaimThatNamesNobodyIsLeft() throws Exception {
    SessionId id = yard.session(SessionState.RUNNING);
    yard.put(Layout.claim(id), "whatever");
    yard.pass(DAY.multipliedBy(9));
    yard.round(RULES);
    assertTrue(yard.has(id));
  }

  @Test
  void aWaitingSessionWhoseClientLivesStays() throws Exception {
    SessionId id = yard.session(SessionState.PENDING);
    yard.alive(id);
    yard.pass(DAY.multipliedBy(2));
    yard.round(RULES, () -> yard.alive(id));
    assertEquals(SessionState.PENDING, yard.state(id));
    assertTrue(yard.read(Layout.claim(id)).isEmpty());
  }

  @Test
  void aWaitingSessionWhoseClientIsGoneIsWithdrawnAndGoesLater() throws Exception {
    SessionId id = yard.session(SessionState.PENDING);
    yard.alive(id);
    yard.pass(DAY.minus(MOMENT));
    yard.round(RULES);
    assertEquals(SessionState.PENDING, yard.state(id));
    yard.pass(MOMENT);
    yard.round(RULES);
    assertEquals(SessionState.CANCELLED, yard.state(id));
    assertEquals(Claim.withdrawalByCleanup(yard.self, id), yard.holder(Layout.claim(id)));
    yard.pass(HOUR);
    yard.round(RULES);
    assertFalse(yard.has(id));
  }

  @Test
  void aWorkerThatTakesASessionBetweenTheLooksHasIt() throws Exception {
    SessionId id = yard.session(SessionState.PENDING);
    yard.pass(DAY);
    yard.round(RULES, () -> yard.claim(id, "a"));
    assertEquals("a", yard.holder(Layout.claim(id)).worker().host());
    assertEquals(SessionState.PENDING, yard.state(id));
  }

  @Test
  void aWorkerThatTakesASessionAtTheVeryMomentHasIt() throws Exception {
    SessionId id = yard.session(SessionState.PENDING);
    yard.pass(DAY);
    FlakyTransport flaky = new FlakyTransport(yard.transport);
    flaky.failBefore(
        action -> {
          if (action.equals("create " + Layout.claim(id))) {
            taken(id);
          }
          return false;
        });
    yard.run(new CleanupRound(yard.cleaner(flaky), RULES, false, yard.found::add), () -> {});
    assertEquals("a", yard.holder(Layout.claim(id)).worker().host());
    assertEquals(SessionState.PENDING, yard.state(id));
    assertEquals(List.of(), yard.found);
  }

  @Test
  void aWithdrawalLeftHalfwayIsNoLivingWorkers() throws Exception {
    SessionId id = yard.session(SessionState.PENDING);
    yard.put(
        Layout.claim(id), "worker_host=a\nworker_pid=1\ntoken=withdrawn-by-client-" + id + "\n");
    yard.pass(DAY);
    yard.beat("a");
    yard.round(RULES, () -> yard.beat("a"));
    assertFalse(yard.has(id));
  }

  @Test
  void remainsGoAfterADay() throws Exception {
    SessionId torn = yard.nextId();
    yard.put(Layout.status(torn), "{\"state\":\"pen");
    yard.pass(DAY);
    yard.round(RULES);
    assertEquals(List.of(), yard.sessions());
  }

  @Test
  void aStateOfALaterVersionIsLeft() throws Exception {
    SessionId id = yard.nextId();
    yard.put(Layout.status(id), "{\"state\":\"detached\"}");
    yard.put(Layout.request(id), "{}");
    yard.pass(DAY.multipliedBy(9));
    yard.round(RULES);
    assertTrue(yard.has(id));
  }

  @Test
  void whatIsNoSessionIsLeft() throws Exception {
    yard.put(Layout.SESSIONS.resolve("README"), "mine");
    yard.put(Layout.WORKERS.resolve("README"), "mine");
    yard.put(Layout.LOCKS.resolve("README"), "mine");
    yard.pass(DAY.multipliedBy(9));
    yard.round(RULES);
    assertEquals(List.of(), yard.found);
    assertEquals(List.of("README"), yard.sessions());
  }

  @Test
  void heartbeatsOfTheDeadGoAndThoseOfTheLivingStay() throws Exception {
    yard.beat("dead");
    yard.pass(Duration.ofMinutes(9));
    yard.beat("young");
    yard.round(RULES);
    assertEquals(List.of(), yard.found);
    yard.pass(Duration.ofMinutes(1));
    yard.round(RULES);
    assertEquals(List.of("young-1.json"), yard.transport.list(Layout.WORKERS, Yard.LIMIT));
    assertEquals(
        new Finding(Thing.HEARTBEAT, "dead-1.json", "its worker is dead", yard.found.get(0).age()),
        yard.found.get(0));
  }

  @Test
  void aHeartbeatThatBeatsStaysWhateverTheClockSays() throws Exception {
    yard.beat("a");
    yard.pass(DAY);
    yard.round(
        RULES,
        () -> {
          yard.ticker.clock().setWallTime(yard.ticker.now().minus(DAY));
          yard.beat("a");
        });
    assertTrue(yard.read(Layout.worker("a", 1)).isPresent());
  }

  @Test
  void aLockOfADeadHolderIsFreedAndItsTombstonesStay() throws Exception {
    hold(LOCK, 0, Claim.TOMBSTONE);
    hold(LOCK, 1, claim("dead"));
    yard.put(LOCK, text(claim("dead")));
    yard.beat("dead");
    yard.pass(Duration.ofMinutes(10));
    yard.round(RULES);
    assertEquals(
        List.of(Layout.ticket(LOCK, 0).name(), Layout.ticket(LOCK, 1).name()),
        yard.transport.list(Layout.LOCKS, Yard.LIMIT));
    assertTrue(yard.holder(Layout.ticket(LOCK, 1)).isTombstone());
    assertEquals(1, yard.found.stream().filter(each -> each.thing() == Thing.LOCK).count());
    yard.pass(DAY);
    yard.found.clear();
    yard.round(RULES);
    assertEquals(List.of(), yard.found, "tombstones alone are nothing to do");
  }

  @Test
  void aLockFileOfAForeignerThatDiedIsFreed() throws Exception {
    yard.put(LOCK, "worker_host=foreign\nworker_pid=1\n");
    yard.pass(Duration.ofMinutes(10));
    yard.round(RULES);
    assertEquals(List.of(), yard.transport.list(Layout.LOCKS, Yard.LIMIT));
  }

  @Test
  void aLockOfALivingHolderIsLeftHoweverOld() throws Exception {
    hold(LOCK, 0, claim("a"));
    yard.put(LOCK, text(claim("a")));
    yard.pass(DAY);
    yard.beat("a");
    yard.round(RULES, () -> yard.beat("a"));
    assertEquals(claim("a"), yard.holder(LOCK));
    assertEquals(claim("a"), yard.holder(Layout.ticket(LOCK, 0)));
  }

  @Test
  void aHolderThatComesBackBetweenTheLooksKeepsItsLock() throws Exception {
    hold(LOCK, 0, claim("a"));
    yard.put(LOCK, text(claim("a")));
    yard.pass(DAY);
    yard.round(RULES, () -> yard.beat("a"));
    assertEquals(claim("a"), yard.holder(Layout.ticket(LOCK, 0)));
  }

  @Test
  void aDryRunTellsTheSameAndChangesNothing() throws Exception {
    litter();
    FlakyTransport watched = new FlakyTransport(yard.transport);
    List<Finding> would = new ArrayList<>();
    yard.run(new CleanupRound(yard.cleaner(watched), RULES, true, would::add), () -> {});
    assertEquals(
        List.of(),
        watched.takeActions().stream()
            .filter(each -> !each.startsWith("read ") && !each.startsWith("list "))
            .filter(each -> !each.startsWith("tail "))
            .toList());
    yard.round(RULES);
    assertEquals(things(would), things(yard.found));
    assertEquals(5, would.size(), would::toString);
  }

  @Test
  void theTroubleOfOneLeavesTheOthers() throws Exception {
    SessionId bad = yard.session(SessionState.SUCCEEDED);
    SessionId stuck = yard.session(SessionState.SUCCEEDED);
    SessionId good = yard.session(SessionState.SUCCEEDED);
    yard.pass(HOUR);
    FlakyTransport flaky = new FlakyTransport(yard.transport);
    flaky.kind(FailureKind.REFUSED);
    flaky.failBefore(action -> action.equals("delete " + Layout.session(stuck)));
    FlakyTransport view = new FlakyTransport(flaky);
    view.kind(FailureKind.CORRUPT);
    view.failBefore(action -> action.equals("delete " + Layout.session(bad)));
    CleanupRound round = new CleanupRound(yard.cleaner(view), RULES, false, yard.found::add);
    yard.run(round, () -> {});
    assertEquals(List.of(bad.value(), stuck.value()), yard.sessions());
    assertFalse(yard.has(good));
    assertEquals(2, round.refused());
    assertEquals(1, yard.found.size(), "what was not removed is not reported");
  }

  @Test
  void whatTheStoreFailsToGiveLeavesTheOthers() throws Exception {
    SessionId bad = yard.session(SessionState.SUCCEEDED);
    SessionId good = yard.session(SessionState.SUCCEEDED);
    yard.pass(HOUR);
    FlakyTransport flaky = new FlakyTransport(yard.transport);
    flaky.failBefore(action -> action.equals("read " + Layout.status(bad)));
    CleanupRound round = new CleanupRound(yard.cleaner(flaky), RULES, false, yard.found::add);
    yard.run(round, () -> {});
    assertFalse(yard.has(good));
    assertTrue(yard.has(bad));
    assertEquals(1, round.refused());
  }

  @Test
  void theTroubleOfTheStoreIsTold() throws Exception {
    yard.session(SessionState.SUCCEEDED);
    FlakyTransport flaky = new FlakyTransport(yard.transport);
    CleanupRound round = new CleanupRound(yard.cleaner(flaky), RULES, false, yard.found::add);
    flaky.failBefore(action -> action.startsWith("list"));
    assertThrows(TransportException.class, () -> yard.run(round, () -> {}));
  }

  @Test
  void nothingThatLivesGoesInAStaleView() throws Exception {
    for (Delays delays : List.of(Delays.careful(), Delays.careless())) {
      Yard each = new Yard();
      Transport view = new DelayedTransport(each.transport, each.ticker.clock(), delays);
      SessionId running = each.session(SessionState.RUNNING);
      each.claim(running, "a");
      each.put(LOCK, text(claim("a")));
      each.transport.replace(Layout.ticket(LOCK, 0), ClaimCodec.encode(claim("a")), Yard.LIMIT);
      for (int i = 0; i < 300; i++) {
        each.pass(Duration.ofMinutes(11));
        each.beat("a");
        patiently(each, view);
      }
      assertTrue(each.has(running));
      assertEquals(claim("a"), each.holder(Layout.ticket(LOCK, 0)));
      assertTrue(each.read(Layout.worker("a", 1)).isPresent());
    }
  }

  /** Goes on after every failure, as the worker's loop does, while the worker beats. */
  private static void patiently(Yard yard, Transport view) throws Exception {
    CleanupRound round;
    try {
      round = new CleanupRound(yard.cleaner(view), RULES, false, yard.found::add);
    } catch (TransportException again) {
      return;
    }
    while (true) {
      try {
        yard.run(round, () -> yard.beat("a"));
        return;
      } catch (TransportException goOn) {
        yard.pass(Duration.ofSeconds(10));
        yard.beat("a");
      }
    }
  }

  /** One of everything that goes: two sessions, one withdrawn, a heartbeat and a lock. */
  private void litter() throws Exception {
    yard.session(SessionState.SUCCEEDED);
    yard.session(SessionState.PENDING);
    SessionId orphan = yard.session(SessionState.RUNNING);
    yard.claim(orphan, "dead");
    yard.beat("dead");
    hold(LOCK, 0, claim("dead"));
    yard.put(LOCK, text(claim("dead")));
    yard.pass(DAY);
    yard.session(SessionState.SUCCEEDED);
    yard.session(SessionState.PENDING);
    yard.beat("living");
  }

  private void taken(SessionId id) {
    try {
      yard.claim(id, "a");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void hold(Key lock, long number, Claim claim) throws Exception {
    yard.put(Layout.ticket(lock, number), text(claim));
  }

  private static Claim claim(String host) {
    return new Claim(new dev.pigeon.wire.WorkerName(host, 1), "i-s");
  }

  private static String text(Claim claim) {
    return new String(ClaimCodec.encode(claim), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static List<String> things(List<Finding> findings) {
    return Stream.of(findings)
        .flatMap(List::stream)
        .map(each -> each.thing() + " " + each.name() + " " + each.why())
        .sorted()
        .toList();
  }
}
