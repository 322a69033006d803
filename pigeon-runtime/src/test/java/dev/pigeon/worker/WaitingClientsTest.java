package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.testing.View;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.StreamRecord;
import dev.pigeon.wire.WorkerName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that die, or do not, while their session stands in the line. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@EnumSource(View.class)
class WaitingClientsTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** The patience of the bench's worker. */
  private static final int LOST_AFTER = 30;

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final Transport truth = store.open();
  private final View view;
  private final FlakyTransport transport;
  private final Map<SessionId, FakeCommand> commands = new ConcurrentHashMap<>();
  private final RecordCodec codec = new RecordCodec();
  private final Bench bench;
  private final PendingSessions sessions = new PendingSessions(truth, ticker);
  private final Outcomes outcomes = new Outcomes(truth);

  WaitingClientsTest(View view) {
    this.view = view;
    transport = new FlakyTransport(view.of(store, ticker));
    bench = new Bench(transport, ticker, "cpu_m", 1, new FakeStarts(commands));
  }

  @Test
  void whatWaitsForABusyFolderWithoutItsClientIsCancelledAndNeverRun() throws Exception {
    isCancelledAndNeverRun("/cwd");
  }

  @Test
  void soIsWhatWaitsForAWorkerThatRunsAsManyAsItMay() throws Exception {
    isCancelledAndNeverRun("/other");
  }

  private void isCancelledAndNeverRun(String cwd) throws Exception {
    SessionId first = running();
    SessionId second = session(cwd, true, Request.USUAL_SIGNS);
    say(second, new ControlRecord.Alive());
    passes(LOST_AFTER - 5);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    becomesCancelled(second);
    String error = "its client gave no sign of life for 30 s while it waited in line";
    assertTrue(outcomes.text(Layout.status(second)).contains(error));
    assertTrue(bench.log().contains(second + " is cancelled: its client gave"), bench::log);
    commands.get(first).end.complete(0);
    until(() -> outcomes.state(first) == SessionState.SUCCEEDED);
    SessionId third = session(cwd, true, Request.USUAL_SIGNS);
    until(() -> commands.containsKey(third));
    assertFalse(commands.containsKey(second));
  }

  @Test
  void aClientThatOnlyStoodStillIsToldSo() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "every seventh call fails there");
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    passes(LOST_AFTER + 10);
    List<StreamRecord> records = outcomes.records(second);
    assertEquals(2, records.size());
    assertTrue(records.get(0) instanceof StreamRecord.WorkerError);
    assertEquals(255, ((StreamRecord.Exit) records.get(1)).exitCode());
  }

  @Test
  void aClientThatShowsThatItLivesKeepsItsPlaceAndItsTurn() throws Exception {
    SessionId first = running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    for (int i = 0; i < 20; i++) {
      say(second, new ControlRecord.Alive());
      passes(5);
    }
    commands.get(first).end.complete(0);
    until(() -> commands.containsKey(second));
  }

  @Test
  void aClientWhoseSignsTheStoreFailsToGiveIsNotLostAndEndsNoLook() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "looks fail there anyway");
    SessionId first = running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    transport.failBefore(action -> action.equals("tail " + Layout.control(second)));
    passes(LOST_AFTER + 10);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    assertEquals("", bench.log());
    commands.get(first).end.complete(0);
    until(() -> commands.containsKey(second));
  }

  @Test
  void aLostSessionWhoseEndTheStoreFailsToTakeIsCancelledOnceItDoes() throws Exception {
    SessionId first = running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    SessionId third = session("/cwd", false, Request.USUAL_SIGNS);
    transport.failBefore(action -> action.equals("replace " + Layout.status(second)));
    String given = second + " is to be cancelled, trying on: ";
    for (int i = 0; i < 300 && !bench.log().contains(given); i++) {
      passes(1);
    }
    assertTrue(bench.log().contains(given), bench::log);
    commands.get(first).end.complete(0);
    until(() -> commands.containsKey(third));
    transport.heal();
    becomesCancelled(second);
    assertFalse(commands.containsKey(second));
  }

  @Test
  void aClientThatNeverPromisedSignsIsNotMissed() throws Exception {
    SessionId first = running();
    SessionId second = session("/cwd", false, Request.USUAL_SIGNS);
    transport.takeActions();
    passes(300);
    assertFalse(transport.takeActions().contains("tail " + Layout.control(second)));
    commands.get(first).end.complete(0);
    until(() -> commands.containsKey(second));
  }

  @Test
  void aClientThatSuspendedItselfIsWaitedForUntilItGoesOn() throws Exception {
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    say(second, new ControlRecord.Alive());
    say(second, new ControlRecord.Suspended());
    passes(600);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    say(second, new ControlRecord.Alive());
    passes(LOST_AFTER);
    becomesCancelled(second);
  }

  @Test
  void aClientThatShowsItselfSeldomIsGivenTwiceThatTime() throws Exception {
    running();
    SessionId second = session("/cwd", true, Duration.ofSeconds(40));
    passes(75);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    becomesCancelled(second);
  }

  @Test
  void timeInWhichTheStoreDidNotAnswerDoesNotCount() throws Exception {
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    passes(10);
    transport.failBefore(action -> !action.startsWith("replace workers/"));
    passes(200);
    transport.heal();
    passes(LOST_AFTER - 20);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    becomesCancelled(second);
  }

  @Test
  void timeInWhichTheWorkerStoodStillDoesNotCount() throws Exception {
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    passes(10);
    ticker.advance(Duration.ofHours(1));
    passes(LOST_AFTER - 20);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    becomesCancelled(second);
  }

  @Test
  void aWaitingSessionCostsOneLookEveryFewSecondsAndOneThatStartsNone() throws Exception {
    Assumptions.assumeTrue(view == View.FRESH, "the others look twice, or fail");
    SessionId first = running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    bench.step();
    transport.takeActions();
    for (int i = 0; i < 2000; i++) {
      bench.step();
      ticker.advance(Duration.ofMillis(10));
      if (i % 100 == 0) {
        bench.beat();
      }
    }
    List<String> actions = transport.takeActions();
    long looks = actions.stream().filter(("tail " + Layout.control(second))::equals).count();
    assertTrue(looks >= 4 && looks <= 5, () -> "looks: " + looks);
    commands.get(first).end.complete(0);
    until(() -> commands.containsKey(second));
  }

  @Test
  void aSessionThatAnotherHasWonMeanwhileIsLeftToIt() throws Exception {
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    bench.step();
    Claim claim = new Claim(new WorkerName("gpu_m", 7), "withdrawn-by-client-" + second);
    truth.create(Layout.claim(second), ClaimCodec.encode(claim), LIMIT);
    passes(LOST_AFTER + 30);
    assertEquals(SessionState.PENDING, outcomes.state(second));
    assertEquals(List.of(), outcomes.records(second));
  }

  @Test
  void oneThatADeadWorkerClaimedAndDidNotBeginIsCancelledByWinningItsStart() throws Exception {
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    Claim dead = new Claim(new WorkerName("ghost", 5), "t", "", true);
    truth.create(Layout.claim(second), ClaimCodec.encode(dead), LIMIT);
    passes(LOST_AFTER + 20);
    becomesCancelled(second);
    Claim start =
        ClaimCodec.decode(truth.read(Layout.start(second), LIMIT).orElseThrow().content());
    assertEquals(Claim.withdrawalByWorker(new WorkerName("cpu_m", 9), second), start);
  }

  @Test
  void aSessionThatWasCleanedUpDoesNotComeBack() throws Exception {
    running();
    SessionId second = session("/cwd", true, Request.USUAL_SIGNS);
    passes(5);
    transport.failBefore(
        action -> {
          if (action.equals("read " + Layout.request(second))) {
            remove(second); // between this worker's listing and its claim
          }
          return false;
        });
    passes(LOST_AFTER + 20);
    assertFalse(truth.list(Layout.SESSIONS, LIMIT).contains(second.value()));
  }

  private void remove(SessionId id) {
    try {
      truth.delete(Layout.session(id), LIMIT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A session whose command runs in {@code /cwd}. */
  private SessionId running() throws Exception {
    SessionId id = session("/cwd", false, Request.USUAL_SIGNS);
    until(() -> commands.containsKey(id));
    return id;
  }

  private SessionId session(String cwd, boolean signs, Duration every) throws Exception {
    return sessions.addWithSigns(cwd, signs, every, "x");
  }

  private void say(SessionId id, ControlRecord record) throws Exception {
    try (LogAppender appender = truth.appender(Layout.control(id), LIMIT)) {
      appender.append(List.of(codec.encodeControl(1, record, ticker.now())), LIMIT);
    }
  }

  /**
   * In 30 s more at most. A careless view may show a session half a minute late, and each look that
   * fails there takes some seconds from the silence.
   */
  private void becomesCancelled(SessionId id) {
    int most = view == View.CARELESS ? 180 : 30;
    for (int i = 0; i < most && outcomes.state(id) != SessionState.CANCELLED; i++) {
      passes(1);
    }
    assertEquals(SessionState.CANCELLED, outcomes.state(id), bench::log);
  }

  /** The worker looks on while so much time goes by. */
  private void passes(int seconds) {
    for (int i = 0; i < 2 * seconds; i++) {
      bench.beat();
      bench.step();
      ticker.advance(Duration.ofMillis(500));
    }
  }

  private void until(BooleanSupplier reached) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not reached; " + bench.log() + commands.keySet());
      }
      bench.beat();
      bench.step();
      ticker.advance(Duration.ofMillis(1).plus(view.lag().dividedBy(100)));
      LockSupport.parkNanos(200_000);
    }
  }
}
