package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.testing.View;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.OutputDigests;
import dev.pigeon.wire.OutputTotals;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.RequestCodec;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.StreamRecord;
import dev.pigeon.wire.WaitingCodec;
import dev.pigeon.wire.WaitingLines;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@EnumSource(View.class)
class WorkerTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final Transport truth = store.open();
  private final View view;
  private final FlakyTransport transport;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final WorkerLog log =
      new WorkerLog(new PrintStream(err, true, StandardCharsets.UTF_8), false, ticker);
  private final Map<SessionId, FakeCommand> commands = new ConcurrentHashMap<>();
  private final Bench bench;
  private final PendingSessions sessions = new PendingSessions(truth, ticker);
  private final Outcomes outcomes = new Outcomes(truth);

  WorkerTest(View view) {
    this.view = view;
    transport = new FlakyTransport(view.of(store, ticker));
    bench = new Bench(transport, ticker, "cpu_m", 3, new FakeStarts(commands));
  }

  @Test
  void sessionsAreTakenOldestFirstAndNoMoreThanJobs() throws Exception {
    List<SessionId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(session("/cwd" + i, "x"));
    }
    serves(() -> commands.size() == 3);
    bench.step();
    assertFalse(claimed(ids.get(3)));
    assertTrue(claimed(ids.get(0)) && claimed(ids.get(1)) && claimed(ids.get(2)));
    finish(ids.get(1), 0);
    serves(() -> commands.containsKey(ids.get(3)));
    assertFalse(claimed(ids.get(4)));
  }

  @Test
  void theHeartbeatTellsEverySessionItsPlaceInLine() throws Exception {
    SessionId first = session("/cwd0", "x");
    SessionId second = session("/cwd0", "x");
    SessionId third = session("/cwd0", "x");
    Map<String, Integer> folders = Map.of(second.value(), 1, third.value(), 2);
    serves(() -> waiting().folders().equals(folders));
    assertEquals(Map.of(), waiting().jobs());
    for (int i = 1; i < 4; i++) {
      session("/cwd" + i, "x");
    }
    SessionId last = session("/cwd4", "x");
    serves(() -> commands.size() == 3);
    // As many run as may, so those that wait for a folder wait for that, too.
    serves(() -> Integer.valueOf(4).equals(waiting().jobs().get(last.value())));
    finish(first, 0);
    until(
        () -> {
          bench.step();
          return commands.size() == 4;
        });
    bench.worker().stop();
    serves(() -> waiting().equals(WaitingLines.NONE));
  }

  private WaitingLines waiting() {
    try {
      Optional<Document> beat = truth.read(Layout.worker("cpu_m", 9), LIMIT);
      return beat.isPresent() ? WaitingCodec.decode(beat.get().content()) : WaitingLines.NONE;
    } catch (TransportException | MalformedJson e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneFolderHasOneSessionAtATime() throws Exception {
    SessionId first = session("/cwd", "x");
    SessionId second = session("/cwd", "x");
    serves(() -> commands.containsKey(first));
    bench.step();
    assertFalse(claimed(second));
    finish(first, 3);
    serves(() -> commands.containsKey(second));
    assertEquals(3, outcomes.exit(first).exitCode());
  }

  @Test
  void aSessionThatWasCleanedUpWhileItWaitedHereIsNotRun() throws Exception {
    SessionId first = session("/cwd", "x");
    SessionId second = session("/cwd", "x");
    serves(() -> commands.containsKey(first));
    ticker.advance(Duration.ofSeconds(61));
    bench.beat();
    finish(first, 0);
    until(() -> outcomes.exit(first) != null);
    transport.failBefore(
        action -> {
          if (action.equals("create " + Layout.claim(second))) {
            remove(second); // between this worker's listing and its claim
          }
          return false;
        });
    serves(() -> transport.takeActions().contains("delete " + Layout.session(second)));
    assertFalse(commands.containsKey(second));
    assertFalse(truth.list(Layout.SESSIONS, LIMIT).contains(second.value()));
    SessionId third = session("/cwd", "x");
    serves(() -> commands.containsKey(third));
  }

  private void remove(SessionId id) {
    try {
      truth.delete(Layout.session(id), LIMIT);
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSessionThatADeadWorkerClaimedAndDidNotBeginIsTakenOver() throws Exception {
    SessionId id = session("/cwd", "x");
    claimBy("ghost", true, Layout.claim(id));
    bench.step();
    assertTakenOverWithin(Duration.ofSeconds(4), id);
    assertEquals("cpu_m-9", holder(Layout.start(id)));
    finish(id, 0);
  }

  @Test
  void aSessionThatADeadWorkerBeganIsNeverRunAgain() throws Exception {
    SessionId id = session("/cwd", "x");
    claimBy("ghost", true, Layout.claim(id));
    claimBy("ghost", true, Layout.start(id));
    assertNotTakenOver(id);
  }

  @Test
  void aClaimThatKnowsNoFenceIsNeverTakenOver() throws Exception {
    SessionId id = session("/cwd", "x");
    claimBy("ghost", false, Layout.claim(id));
    assertNotTakenOver(id);
  }

  @Test
  void aClaimOfALivingWorkerIsNotTakenOver() throws Exception {
    SessionId id = session("/cwd", "x");
    claimBy("slow", true, Layout.claim(id));
    for (int i = 0; i < 60; i++) {
      Heartbeat beat =
          new Heartbeat(new WorkerName("slow", 5), null, ticker.now(), ticker.now(), i, null, true);
      truth.replace(Layout.worker("slow", 5), HeartbeatCodec.encode(beat), LIMIT);
      bench.beat();
      bench.step();
      ticker.advance(Duration.ofSeconds(1));
    }
    assertFalse(commands.containsKey(id));
  }

  @Test
  void aWorkerThatWokeAfterItsSessionWasTakenOverStartsNothing() throws Exception {
    SessionId id = session("/cwd", "x");
    claimBy("heir", true, Layout.start(id));
    serves(() -> bench.log().contains("taken over"));
    assertFalse(commands.containsKey(id));
    assertEquals(List.of(), outcomes.lines(id));
    SessionId next = session("/cwd", "x");
    serves(() -> commands.containsKey(next));
  }

  private void assertTakenOverWithin(Duration limit, SessionId id) {
    long start = ticker.nanos();
    until(
        () -> {
          bench.beat();
          bench.step();
          ticker.advance(Duration.ofMillis(20));
          return commands.containsKey(id);
        });
    // On the careless view calls fail and are made again by a clock that is not this test's.
    assertTrue(view == View.CARELESS || ticker.millisSince(start) <= limit.toMillis());
  }

  private void assertNotTakenOver(SessionId id) {
    for (int i = 0; i < 60; i++) {
      bench.beat();
      bench.step();
      ticker.advance(Duration.ofSeconds(1));
    }
    assertFalse(commands.containsKey(id));
  }

  private void claimBy(String host, boolean fenced, Key key) throws Exception {
    Claim claim = new Claim(new WorkerName(host, 5), "t", "", fenced);
    truth.create(key, ClaimCodec.encode(claim), LIMIT);
  }

  private String holder(Key key) throws Exception {
    return ClaimCodec.decode(truth.read(key, LIMIT).orElseThrow().content()).worker().toString();
  }

  @Test
  void aWorkerThatStopsTakesNothingAndLetsRunningSessionsFinish() throws Exception {
    SessionId running = session("/cwd", "x");
    serves(() -> commands.containsKey(running));
    bench.worker().stop();
    SessionId late = session("/other", "x");
    bench.step();
    assertFalse(claimed(late));
    assertEquals(List.of(), commands.get(running).signals);
    bench.worker().stop();
    until(() -> commands.get(running).signals.contains(15));
    until(() -> outcomes.exit(running) != null);
    assertEquals(143, outcomes.exit(running).exitCode());
  }

  @Test
  void aWorkerThatCannotShowThatItLivesTakesNothing() throws Exception {
    ticker.advance(Duration.ofSeconds(7));
    SessionId id = session("/cwd", "x");
    bench.step();
    assertFalse(claimed(id));
    bench.beat();
    bench.step();
    assertTrue(claimed(id));
  }

  @Test
  void aStartThatCrashesEndsTheSessionAndFreesTheFolder() throws Exception {
    SessionId crashed = session("/cwd", "crash");
    serves(() -> outcomes.exit(crashed) != null);
    assertEquals(255, outcomes.exit(crashed).exitCode());
    SessionId next = session("/cwd", "x");
    serves(() -> commands.containsKey(next));
  }

  @Test
  void aStoreThatIsAwayForAWhileCostsNoSession() throws Exception {
    transport.failBefore(action -> action.endsWith("stream.jsonl") || action.contains("status"));
    SessionId id = session("/cwd", "x");
    transport.failBefore(action -> action.endsWith("stream.jsonl"));
    serves(() -> commands.containsKey(id));
    commands.get(id).end.complete(5);
    transport.heal();
    until(() -> outcomes.exit(id) != null);
    assertEquals(5, outcomes.exit(id).exitCode());
  }

  @Test
  void aStoreThatIsAwayBetweenStartAndLookAtTheLockCostsNoSession() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    SessionId id = session("/cwd", "x");
    transport.failBefore(
        action -> action.startsWith("read locks/") && begun(id) && failures.getAndIncrement() == 0);
    serves(() -> commands.containsKey(id));
    finish(id, 5);
    assertEquals(5, outcomes.exit(id).exitCode());
    assertTrue(failures.get() > 1, "the lock was not looked at");
  }

  private boolean begun(SessionId id) {
    try {
      return truth.read(Layout.start(id), LIMIT).isPresent();
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStoreThatRefusesEndsTheCommandAndFreesTheFolder() throws Exception {
    transport.kind(FailureKind.REFUSED);
    transport.failBefore(action -> action.endsWith("stream.jsonl"));
    SessionId id = session("/cwd", "x");
    serves(() -> commands.containsKey(id) && commands.get(id).signals.contains(9));
    transport.heal();
    SessionId next = session("/cwd", "x");
    serves(() -> commands.containsKey(next));
  }

  @Test
  void scanIsOneListingOnceEverySessionIsKnown() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "calls that fail there are made again");
    SessionScan scan = scan();
    for (int i = 0; i < 2000; i++) {
      status(SessionId.of(i, i), SessionState.SUCCEEDED);
    }
    for (int i = 0; i < 4; i++) {
      transport.takeActions();
      assertEquals(0, scan.look(null).size());
      assertEquals(501, transport.takeActions().size());
    }
    ticker.advance(Duration.ofMillis(50));
    scan.look(null);
    assertEquals(List.of("list sessions"), transport.takeActions());
    SessionId fresh = session("/cwd", "x");
    ticker.advance(Duration.ofMillis(50));
    assertEquals(fresh, scan.look(null).iterator().next().session());
  }

  @Test
  void aLongListingIsFollowedByARestInWhichHintsStillCount() throws Exception {
    Assumptions.assumeTrue(view == View.FRESH, "the others forget hints or look twice");
    transport.failBefore(
        action -> {
          if (action.equals("list sessions")) {
            ticker.advance(Duration.ofMillis(100));
          }
          return false;
        });
    SessionScan scan = scan();
    scan.look(null);
    SessionId hinted = session("/cwd", "x");
    SessionId silent = session("/cwd", "x");
    transport.takeActions();
    ticker.advance(Duration.ofMillis(50));
    assertEquals(0, scan.look(null).size());
    scan.hint(List.of(Layout.session(hinted)));
    assertEquals(1, scan.look(null).size());
    assertFalse(transport.takeActions().contains("list sessions"));
    ticker.advance(Duration.ofSeconds(2));
    assertEquals(2, scan.look(null).size());
    assertTrue(transport.takeActions().contains("list sessions"));
    assertTrue(scan.look(null).stream().anyMatch(each -> each.session().equals(silent)));
  }

  @Test
  void noAmountOfLaterJunkKeepsASessionWaiting() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "calls that fail there are made again");
    SessionScan scan = scan();
    for (int i = 0; i < 3000; i++) {
      truth.replace(Layout.request(SessionId.of(900_000 + i, i)), new byte[0], LIMIT);
    }
    int looks = 0;
    do {
      scan.look(null);
      looks++;
    } while (scan.expectsSoon() && looks < 10);
    ticker.advance(Duration.ofSeconds(4));
    SessionId fresh = session("/cwd", "x");
    assertEquals(fresh, scan.look(null).iterator().next().session());
    SessionId second = SessionId.of(1, 1);
    status(second, SessionState.PENDING);
    scan.look(null);
    truth.replace(
        Layout.request(second), RequestCodec.encode(sessions.request(second, "/", "x")), LIMIT);
    ticker.advance(Duration.ofSeconds(1)); // all the junk is due again
    assertEquals(2, scan.look(null).size());
  }

  @Test
  void scanPassesOverWhatIsNotWaiting() throws Exception {
    Assumptions.assumeTrue(
        view != View.CARELESS, "every seventh call fails there: always the same");
    SessionScan scan = scan();
    SessionId claimed = session("/cwd", "x");
    truth.create(Layout.claim(claimed), new byte[0], LIMIT);
    SessionId torn = session("/cwd", "x");
    put(torn, "request.json", "{\"session_id\":");
    SessionId other = session("/cwd", "x");
    put(other, "request.json", "{\"session_id\":\"1-a\",\"command\":[\"x\"],\"cwd\":\"/\"}");
    truth.replace(Layout.SESSIONS.resolve("README").resolve("x"), new byte[0], LIMIT);
    SessionId unready = SessionId.of(5, 5);
    truth.replace(Layout.request(unready), new byte[0], LIMIT);
    assertEquals(0, scan.look(null).size());
    assertTrue(scan.expectsSoon());
    ticker.advance(Duration.ofSeconds(3));
    assertFalse(scan.expectsSoon());
    assertEquals(0, scan.look(null).size());
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("cannot serve session " + torn));
    truth.replace(
        Layout.request(torn), RequestCodec.encode(sessions.request(torn, "/cwd", "x")), LIMIT);
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(torn, scan.look(null).iterator().next().session());
    assertEquals(0, scan.look("route").size());
  }

  @Test
  void aClientThatIsLostIsHungUpStepByStep() throws Exception {
    FakeCommand command = new FakeCommand();
    ControlLoop loop = control(command);
    ticker.advance(Duration.ofSeconds(29));
    loop.pollOnce();
    assertEquals(List.of(), command.signals);
    for (int i = 0; i < 40; i++) {
      ticker.advance(Duration.ofSeconds(1));
      loop.pollOnce();
    }
    assertEquals(List.of(1, 15, 9), command.signals);
    assertTrue(loop.clientLost());
  }

  @Test
  void aClientThatSuspendedItselfIsLeftAlone() throws Exception {
    FakeCommand command = new FakeCommand();
    ControlLoop loop = control(command);
    say(new ControlRecord.Suspended(), new ControlRecord.Ack(5, true));
    look(loop);
    ticker.advance(Duration.ofHours(9));
    look(loop);
    assertFalse(loop.clientLost());
    say(new ControlRecord.Alive());
    look(loop);
    ticker.advance(Duration.ofSeconds(31));
    look(loop);
    assertTrue(loop.clientLost());
  }

  @Test
  void theSilenceOfTheStoreIsNotTheClients() throws Exception {
    FakeCommand command = new FakeCommand();
    ControlLoop loop = control(command);
    ticker.advance(Duration.ofSeconds(60));
    transport.failBefore(action -> action.startsWith("tail"));
    look(loop);
    transport.heal();
    look(loop);
    assertFalse(loop.clientLost());
  }

  @Test
  void signalsAndSizesReachTheCommand() throws Exception {
    FakeCommand command = new FakeCommand();
    ControlLoop loop = control(command);
    say(
        new ControlRecord.Signal(2),
        new ControlRecord.Signal(0),
        new ControlRecord.Signal(65),
        new ControlRecord.Signal(-9));
    look(loop);
    assertEquals(List.of(2), command.signals);
  }

  @Test
  void aWriterWaitsForTheWindowAndNoLonger() throws Exception {
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(10, 0), LIMIT);
    stream.output(OutputChannel.STDOUT, new byte[11], 11);
    Thread writer =
        new Thread(
            () -> {
              try {
                stream.output(OutputChannel.STDOUT, new byte[11], 11);
                stream.output(OutputChannel.STDOUT, new byte[1], 1);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    writer.start();
    until(() -> writer.getState() == Thread.State.WAITING);
    stream.acknowledged(1, true);
    until(() -> outcomes.lines(id()).size() == 2);
    until(() -> writer.getState() == Thread.State.WAITING);
    stream.clientGone();
    writer.join();
    assertEquals(2, outcomes.lines(id()).size(), "what nobody reads must not fill the store");
  }

  @Test
  void aStoreThatTakesNoOutputDoesNotHoldUpWhoReadsAcknowledgements() throws Exception {
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(10, 0), LIMIT);
    transport.failBefore(action -> action.startsWith("append"));
    transport.takeActions();
    Thread writer =
        new Thread(
            () ->
                assertThrows(
                    TransportException.class,
                    () -> stream.output(OutputChannel.STDOUT, new byte[1], 1)));
    writer.start();
    until(() -> !transport.takeActions().isEmpty());
    stream.acknowledged(1, true);
    assertTrue(writer.isAlive(), "it has given up by itself");
    stream.abandon();
    writer.join();
  }

  @Test
  void aRecordInDoubtIsWrittenAgainWithItsNumber() throws Exception {
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(0, 0), LIMIT);
    boolean[] failed = {false};
    transport.failAfter(
        action -> {
          boolean now = action.startsWith("append") && !failed[0];
          failed[0] |= now;
          return now;
        });
    stream.output(OutputChannel.STDOUT, new byte[] {'a'}, 1);
    stream.finish(null, 0, 0);
    List<ByteBuffer> records = outcomes.lines(id());
    assertEquals(3, records.size());
    assertEquals(records.get(0), records.get(1));
  }

  @Test
  void afterOutputThatWasLostNoneIsWritten() throws Exception {
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(0, 0), LIMIT);
    stream.output(OutputChannel.STDOUT, new byte[] {'a'}, 1);
    transport.kind(FailureKind.REFUSED);
    transport.failBefore(action -> action.startsWith("append"));
    byte[] more = {'b'};
    assertThrows(TransportException.class, () -> stream.output(OutputChannel.STDOUT, more, 1));
    transport.heal();
    assertThrows(TransportException.class, () -> stream.output(OutputChannel.STDERR, more, 1));
    stream.finish("lost", 255, 255);
    List<ByteBuffer> records = outcomes.lines(id());
    assertEquals(3, records.size());
    StreamRecord last = new RecordCodec().decodeStream(records.get(2));
    OutputDigests digests = new OutputDigests("crc32:00000000", "crc32:e8b7be43", "crc32:00000000");
    assertEquals(new StreamRecord.Exit(255, 255, new OutputTotals(0, 1, 0), digests), last);
  }

  private SessionScan scan() {
    WorkerIdentity identity =
        new WorkerIdentity(new WorkerName("cpu_m", 9), "i", "", "boot", ticker.now());
    Holders holders = new Holders(transport, ticker, identity, Neighbours.UNSEEN, LIMIT);
    return new SessionScan(transport, transport, ticker, holders, log, LIMIT);
  }

  private static SessionId id() {
    return SessionId.of(77, 77);
  }

  private ControlLoop control(FakeCommand command) throws Exception {
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(10, 0), LIMIT);
    LogTail tail = transport.tail(Layout.control(id()), 0);
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), LIMIT);
    StdinFeed feed =
        new StdinFeed(
            new PatientTail(transport, ticker, Layout.stdin(id())),
            command,
            stream,
            rhythm,
            ticker,
            log,
            "session",
            null);
    Waiter waiter = new Waiter(transport, List.of(Layout.session(id())), Waiter.ALWAYS);
    return new ControlLoop(
        tail,
        command,
        stream,
        feed,
        rhythm,
        waiter,
        ticker,
        log,
        "s",
        Duration.ofSeconds(30),
        null);
  }

  /** Looks until all that has been said so far is heard. */
  private void look(ControlLoop loop) throws Exception {
    view.look(
        ticker,
        () -> {
          loop.pollOnce();
          return false;
        });
  }

  private void say(ControlRecord... records) throws Exception {
    RecordCodec codec = new RecordCodec();
    try (LogAppender appender = truth.appender(Layout.control(id()), LIMIT)) {
      for (ControlRecord each : records) {
        appender.append(List.of(codec.encodeControl(1, each, ticker.now())), LIMIT);
      }
    }
  }

  private SessionId session(String cwd, String word) throws Exception {
    return sessions.add(cwd, word);
  }

  private void status(SessionId id, SessionState state) throws Exception {
    Status status = new Status(id, state, ticker.now(), ticker.now(), null, null, null, null, null);
    truth.replace(Layout.status(id), StatusCodec.encode(status), LIMIT);
  }

  private void put(SessionId id, String name, String text) throws Exception {
    truth.replace(Layout.session(id).resolve(name), text.getBytes(StandardCharsets.UTF_8), LIMIT);
  }

  private boolean claimed(SessionId id) throws Exception {
    return truth.read(Layout.claim(id), LIMIT).isPresent();
  }

  private void finish(SessionId id, int code) {
    commands.get(id).end.complete(code);
    until(() -> outcomes.exit(id) != null);
  }

  /** Has the worker look until what it is to do has been done. */
  private void serves(BooleanSupplier done) {
    until(
        () -> {
          bench.step();
          return done.getAsBoolean();
        });
  }

  private void until(BooleanSupplier reached) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not reached; " + bench.log() + err + commands.keySet());
      }
      bench.beat();
      ticker.advance(Duration.ofMillis(1).plus(view.lag().dividedBy(100)));
      LockSupport.parkNanos(200_000);
    }
  }
}
