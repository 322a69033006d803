package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that is cut off, suspended or dead, and what others make of its sessions. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnseenWorkerTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration TERM = Duration.ofSeconds(10);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final Transport truth = store.open();
  private final FlakyTransport transport = new FlakyTransport(store.open());
  private final Map<SessionId, FakeCommand> commands = new ConcurrentHashMap<>();
  private final Bench worker =
      new Bench(transport, ticker, "cut", 3, FlowLimits.DEFAULT, new FakeStarts(commands), TERM);
  private final Bench heir =
      new Bench(
          store.open(), ticker, "heir", 3, FlowLimits.DEFAULT, new FakeStarts(commands), TERM);
  private final PendingSessions sessions = new PendingSessions(truth, ticker);
  private final Outcomes outcomes = new Outcomes(truth);
  private int folders;

  @Test
  void aWorkerWhoseHeartbeatsDoNotGetThroughEndsWhatItRuns() throws Exception {
    SessionId id = begun();
    transport.failBefore(action -> true);
    pass(Duration.ofMillis(9900));
    assertEquals(List.of(), commands.get(id).signals);
    pass(Duration.ofMillis(200));
    until(() -> commands.get(id).signals.contains(15));
    assertEquals(1, commands.get(id).signals.get(0));
    transport.heal();
    until(() -> outcomes.exit(id) != null);
    assertEquals(255, outcomes.exit(id).exitCode());
    assertEquals(SessionState.FAILED, outcomes.state(id));
    assertTrue(worker.log().contains("no heartbeat got through for 10.0 s"), worker.log());
  }

  @Test
  void aWorkerThatIsSeenInTimeGoesOn() throws Exception {
    SessionId id = begun();
    transport.failBefore(action -> true);
    pass(Duration.ofMillis(9000));
    transport.heal();
    worker.beat();
    pass(Duration.ofMillis(9000));
    worker.beat();
    commands.get(id).end.complete(3);
    until(() -> outcomes.exit(id) != null);
    assertEquals(3, outcomes.exit(id).exitCode());
    assertEquals(List.of(), commands.get(id).signals);
  }

  /** Else the command would be ended as soon as it began. */
  @Test
  void aWorkerWhoseHeartbeatGotThroughLateTakesNoSessionBeforeTheNext() throws Exception {
    SessionId id = sessions.add("/cwd", "x");
    transport.failBefore(action -> passes(Duration.ofSeconds(8)));
    worker.beat();
    transport.heal();
    worker.step();
    assertTrue(truth.read(Layout.claim(id), LIMIT).isEmpty());
    worker.beat();
    worker.step();
    until(() -> commands.containsKey(id));
  }

  @Test
  void aWorkerWhoseHeartbeatsTakeFourSecondsEachTakesSessions() throws Exception {
    SessionId id = sessions.add("/cwd", "x");
    transport.failBefore(action -> passes(Duration.ofSeconds(4)));
    worker.beat();
    ticker.advance(Duration.ofMillis(800));
    transport.heal();
    worker.step();
    until(() -> commands.containsKey(id));
  }

  private boolean passes(Duration time) {
    ticker.advance(time);
    return false;
  }

  @Test
  void aWorkerThatWasSuspendedForLongEndsWhatItRunsWithItsNextHeartbeat() throws Exception {
    SessionId id = begun();
    ticker.advance(TERM);
    worker.beat();
    until(() -> commands.get(id).signals.contains(1));
    until(() -> outcomes.exit(id) != null);
    assertEquals(SessionState.FAILED, outcomes.state(id));
  }

  @Test
  void theSessionOfADeadWorkerFailsOnceAnotherKnows() throws Exception {
    SessionId id = begun();
    heirWatches(Duration.ofSeconds(13));
    assertEquals(SessionState.RUNNING, outcomes.state(id));
    heirWatches(Duration.ofSeconds(12));
    assertEquals(SessionState.FAILED, outcomes.state(id));
    String text = outcomes.text(Layout.status(id));
    assertTrue(text.contains("lost worker cut-9"), text);
    assertNull(outcomes.exit(id));
  }

  @Test
  void aWorkerThatWasTakenForDeadDoesNotTakeTheLastWordBack() throws Exception {
    SessionId id = begun();
    heirWatches(Duration.ofSeconds(25));
    assertEquals(SessionState.FAILED, outcomes.state(id));
    commands.get(id).end.complete(0); // it ended by itself while its worker slept
    until(() -> outcomes.exit(id) != null);
    assertEquals(SessionState.FAILED, outcomes.state(id));
  }

  @Test
  void aWorkerThatSpokeForItselfIsNotOverruled() throws Exception {
    SessionId id = begun();
    ticker.advance(TERM);
    commands.get(id).end.complete(0);
    until(() -> outcomes.exit(id) != null);
    assertEquals(SessionState.SUCCEEDED, outcomes.state(id));
    heirWatches(Duration.ofSeconds(25));
    assertEquals(SessionState.SUCCEEDED, outcomes.state(id));
  }

  @Test
  void nobodyDiesOfAStoreThatWasOutOfReachForAll() throws Exception {
    SessionId id = begun();
    FlakyTransport other = new FlakyTransport(store.open());
    Bench watcher =
        new Bench(other, ticker, "watcher", 3, FlowLimits.DEFAULT, new FakeStarts(commands), TERM);
    for (int i = 0; i < 5; i++) {
      beatAndStep(watcher);
      worker.beat();
      ticker.advance(Duration.ofSeconds(1));
    }
    other.failBefore(action -> true);
    for (int i = 0; i < 60; i++) {
      beatAndStep(watcher);
      ticker.advance(Duration.ofSeconds(1));
    }
    other.heal();
    for (int i = 0; i < 12; i++) {
      beatAndStep(watcher);
      ticker.advance(Duration.ofSeconds(1));
    }
    assertEquals(SessionState.RUNNING, outcomes.state(id));
    commands.get(id).end.complete(0);
  }

  @Test
  void signalsGetThroughWhileOutputWaitsForAFullStore() throws Exception {
    SessionId id = SessionId.of(5, 5);
    transport.kind(FailureKind.FULL);
    transport.failBefore(action -> action.startsWith("append"));
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id), FlowLimits.DEFAULT, LIMIT);
    Thread writer = new Thread(() -> write(stream));
    writer.start();
    until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    stream.acknowledged(5, false); // must not wait for the writer
    assertTrue(writer.isAlive());
    stream.clientGone();
    writer.join();
  }

  private static void write(StreamLog stream) {
    try {
      stream.output(OutputChannel.STDOUT, new byte[] {'a'}, 1);
    } catch (Exception e) {
      return; // it is given up in the end
    }
    throw new AssertionError("written to a full store");
  }

  private SessionId begun() throws Exception {
    SessionId id = sessions.add("/cwd" + ++folders, "x");
    worker.beat();
    worker.step();
    until(() -> commands.containsKey(id) && outcomes.state(id) == SessionState.RUNNING);
    worker.beat();
    return id;
  }

  /** Time passes as the worker's lease thread sees it. */
  private void pass(Duration time) {
    ticker.advance(time);
    worker.worker().lease().check();
  }

  private void heirWatches(Duration time) {
    for (long left = time.toMillis(); left > 0; left -= 1000) {
      beatAndStep(heir);
      ticker.advance(Duration.ofSeconds(1));
    }
    beatAndStep(heir);
  }

  private static void beatAndStep(Bench bench) {
    bench.beat();
    bench.step();
  }

  private void until(BooleanSupplier reached) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!reached.getAsBoolean()) {
      assertFalse(System.nanoTime() > deadline, () -> worker.log() + heir.log());
      LockSupport.parkNanos(200_000);
    }
  }
}
