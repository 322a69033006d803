package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
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
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.OutputDigests;
import dev.pigeon.wire.OutputTotals;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.StreamRecord;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The client's loop, with the test as the worker. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@EnumSource(View.class)
class ConversationTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final long WINDOW = 512 << 10;
  private static final SessionId ID = SessionId.of(1, 1);
  private static final WorkerName WORKER = new WorkerName("cpu_m", 9);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final View view;
  private final FlakyTransport transport;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final RecordCodec codec = new RecordCodec();
  private final RecordCodec reader = new RecordCodec();
  private LogAppender stream;
  private LogTail control;
  private Desk desk;
  private long beats;

  ConversationTest(View view) {
    this.view = view;
    transport = new FlakyTransport(view.of(store, ticker));
  }

  @BeforeEach
  void open() throws Exception {
    stream = store.open().appender(Layout.stream(ID), LIMIT);
    control = store.open().tail(Layout.control(ID), 0);
    desk = new Desk(transport, ticker, out, ID, "/tmp", List.of("true"));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void outputKeepsItsOrderAndItsChannels() throws Exception {
    started();
    output(0, OutputChannel.STDOUT, "a");
    output(1, OutputChannel.STDERR, "x");
    output(2, OutputChannel.STDOUT, "b");
    exit(7, new OutputTotals(0, 2, 1));
    assertTrue(look());
    assertEquals(7, desk.code());
    assertEquals("ab", out.toString(StandardCharsets.UTF_8));
    assertEquals("x", desk.err());
  }

  @Test
  void whatComesTwiceIsPrintedOnce() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    output(0, OutputChannel.STDOUT, "a");
    output(1, OutputChannel.STDOUT, "b");
    output(0, OutputChannel.STDOUT, "a");
    exit(0, new OutputTotals(0, 2, 0));
    assertTrue(look());
    assertEquals("ab", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aGapIsAFailureThatSaysWhatIsMissing() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    output(2, OutputChannel.STDOUT, "c");
    exit(0, new OutputTotals(0, 3, 0));
    ClientFailure failure = failsAfterAWhile();
    assertTrue(failure.getMessage().contains("1 of 3 bytes of stdout"), failure.getMessage());
    assertTrue(failure.getMessage().contains("ended with 0"), failure.getMessage());
    assertEquals("a", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aGapWhileTheCommandRunsHangsItUp() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    output(2, OutputChannel.STDOUT, "c");
    ClientFailure failure = failsAfterAWhile();
    assertTrue(failure.getMessage().contains("record 1 is missing"), failure.getMessage());
    assertTrue(failure.getMessage().contains("was hung up"), failure.getMessage());
    List<ControlRecord> seen = controls();
    seen.removeIf(ControlRecord.Alive.class::isInstance);
    assertEquals(List.of(new ControlRecord.Signal(1), new ControlRecord.Left()), seen);
    assertEquals("a", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void outputThatComesLateClosesTheGap() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "what comes late shows too late there");
    output(0, OutputChannel.STDOUT, "a");
    output(2, OutputChannel.STDOUT, "c");
    exit(0, new OutputTotals(0, 3, 0));
    assertFalse(look());
    ticker.advance(Duration.ofMillis(2900));
    output(1, OutputChannel.STDOUT, "b");
    output(2, OutputChannel.STDOUT, "c");
    exit(0, new OutputTotals(0, 3, 0));
    assertTrue(look());
    assertEquals(0, desk.code());
    assertEquals("abc", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void outputBehindTheExitIsStillTaken() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "what comes late shows too late there");
    output(0, OutputChannel.STDOUT, "a");
    exit(7, new OutputTotals(0, 2, 1));
    assertFalse(look());
    ticker.advance(Duration.ofMillis(2900));
    output(1, OutputChannel.STDOUT, "b");
    assertFalse(look());
    ticker.advance(Duration.ofMillis(2900));
    output(2, OutputChannel.STDERR, "x");
    assertTrue(look());
    assertEquals(7, desk.code());
    assertEquals("ab", out.toString(StandardCharsets.UTF_8));
    assertEquals("x", desk.err());
  }

  @Test
  void aGapLongAfterOneThatClosedHasItsTimeToo() throws Exception {
    Assumptions.assumeTrue(view != View.CARELESS, "what comes late shows too late there");
    output(1, OutputChannel.STDOUT, "b");
    assertFalse(look());
    output(0, OutputChannel.STDOUT, "a");
    assertFalse(look());
    ticker.advance(Duration.ofSeconds(9));
    output(3, OutputChannel.STDOUT, "d");
    assertFalse(look());
    output(2, OutputChannel.STDOUT, "c");
    exit(0, new OutputTotals(0, 4, 0));
    look();
    assertTrue(look());
    assertEquals("abcd", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aGapIsSeenWithoutTotalsToo() throws Exception {
    output(1, OutputChannel.STDOUT, "b");
    exit(0, null);
    ClientFailure failure = failsAfterAWhile();
    assertTrue(failure.getMessage().contains("record 0 is missing"), failure.getMessage());
  }

  @Test
  void outputWithoutANumberIsPrintedOnce() throws Exception {
    String record = "{\"type\":\"output\",\"channel\":\"stdout\",\"data_b64\":\"YQ==\"}";
    stream.append(List.of(bytes(record), bytes(record), bytes("{\"type\":")), LIMIT);
    exit(0, null);
    failsAfterAWhile();
    assertEquals("aa", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aTornRecordBeforeAnExitWithoutTotalsIsAFailure() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    stream.append(List.of(bytes("{\"type\":\"output\",\"seq\":1,\"ts")), LIMIT);
    exit(0, null);
    assertTrue(failsAfterAWhile().getMessage().contains("record 1"));
  }

  @Test
  void aTornRecordThatWasWrittenAgainHarmsNobody() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    stream.append(List.of(bytes("{\"type\":\"output\",\"seq\":1,\"ts")), LIMIT);
    output(1, OutputChannel.STDOUT, "b");
    exit(0, null);
    assertTrue(look());
    assertEquals("ab", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aDigestThatDiffersIsAFailureThatNamesTheChannel() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    OutputDigests digests = new OutputDigests("crc32:00000000", "crc32:00000001", null);
    StreamRecord.Exit exit = new StreamRecord.Exit(0, 0, new OutputTotals(0, 1, 0), digests);
    stream.append(List.of(codec.encodeExit(exit, ticker.now())), LIMIT);
    String line = failsAfterAWhile().getMessage();
    assertTrue(line.contains("stdout has crc32:e8b7be43 here and crc32:00000001 at"), line);
  }

  @Test
  void aDigestByAnUnknownAlgorithmIsNotCompared() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    OutputDigests digests = new OutputDigests(null, "blake9:77", null);
    StreamRecord.Exit exit = new StreamRecord.Exit(0, 0, new OutputTotals(0, 1, 0), digests);
    stream.append(List.of(codec.encodeExit(exit, ticker.now())), LIMIT);
    assertTrue(look());
    assertEquals(0, desk.code());
  }

  @Test
  void totalsThatDifferAreAFailure() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    exit(0, new OutputTotals(0, 0, 1));
    failsAfterAWhile();
  }

  @Test
  void aForeignWorkerSaysNoTotals() throws Exception {
    output(0, OutputChannel.STDOUT, "a");
    exit(130, null);
    assertTrue(look());
    assertEquals(130, desk.code());
  }

  @Test
  void brokenRecordsAreSkipped() throws Exception {
    stream.append(List.of(bytes("no json"), bytes("{\"type\":\"new\"}"), bytes("")), LIMIT);
    exit(0, OutputTotals.NONE);
    assertTrue(look());
  }

  @Test
  void aWorkersErrorIsPrinted() throws Exception {
    stream.append(List.of(codec.encodeWorkerError("no such folder", ticker.now())), LIMIT);
    exit(255, OutputTotals.NONE);
    assertTrue(look());
    assertEquals("pigeon: no such folder\n", desk.notices());
  }

  @Test
  void outputIsAcknowledgedByTheWindow() throws Exception {
    String piece = "x".repeat(1 << 20);
    for (int i = 0; i < 9; i++) {
      output(i, OutputChannel.STDOUT, piece);
    }
    look();
    assertEquals(
        List.of(
            new ControlRecord.Ack(1 << 20, true),
            new ControlRecord.Ack(5 << 20, true),
            new ControlRecord.Ack(9 << 20, true)),
        controls());
  }

  @Test
  void acknowledgementsOfATerminalAreFew() throws Exception {
    desk.close();
    desk = new Desk(transport, ticker, out, ID, "/tmp", List.of("yes"), FlowLimits.of(WINDOW, 0));
    String piece = "x".repeat(32 << 10);
    int pieces = 256;
    long bytes = 0;
    for (int i = 0; i < pieces; i++) {
      output(i, OutputChannel.STDOUT, piece);
      look();
      for (ByteBuffer record : control.read(LIMIT)) {
        // Signs of life come by the clock, which goes fast here.
        int length = record.remaining() + 1;
        bytes += reader.decodeControl(record) instanceof ControlRecord.Ack ? length : 0;
      }
    }
    long mib = (long) pieces * piece.length() >> 20;
    assertTrue(bytes / mib < 600, bytes + " bytes for " + mib + " MiB");
    assertTrue(bytes / mib > 100, bytes + " bytes for " + mib + " MiB");
  }

  @Test
  void anAcknowledgementThatFailedIsMadeGoodWithoutFurtherOutput() throws Exception {
    transport.failBefore(action -> action.startsWith("append"));
    output(0, OutputChannel.STDOUT, "x".repeat(5 << 20));
    look();
    transport.heal();
    look();
    assertEquals(List.of(new ControlRecord.Ack(5 << 20, true)), controls());
  }

  @Test
  void theClientShowsThatItLives() throws Exception {
    worker();
    for (int i = 0; i < 21; i++) {
      beat();
      desk.step();
      ticker.advance(Duration.ofSeconds(1));
    }
    List<ControlRecord> seen = controls();
    assertTrue(seen.size() >= 3 && seen.size() <= 4, seen::toString);
    assertEquals(new ControlRecord.Alive(0, 0, 0), seen.get(0));
  }

  @Test
  void aSessionThatWasDeletedIsNotWaitedFor() throws Exception {
    worker();
    started();
    store.open().delete(Layout.session(ID), LIMIT);
    ClientFailure failure = assertThrows(ClientFailure.class, () -> live(60, true));
    assertTrue(failure.getMessage().contains(ID + " is gone from /store"), failure.getMessage());
  }

  @Test
  void aStreamThatLostItsEndIsNotWaitedForThoughTheWorkerLives() throws Exception {
    worker();
    started();
    live(60, true);
    Status ended =
        new Status(
            ID, SessionState.SUCCEEDED, ticker.now(), ticker.now(), 0, null, null, null, null);
    store.open().replace(Layout.status(ID), StatusCodec.encode(ended), LIMIT);
    output(0, OutputChannel.STDOUT, "late");
    live(60, true);
    ClientFailure failure = assertThrows(ClientFailure.class, () -> live(20, true));
    assertTrue(failure.getMessage().contains("its end has not come"), failure.getMessage());
  }

  @Test
  void aLostWorkerIsNamed() throws Exception {
    worker();
    beat();
    ClientFailure failure = assertThrows(ClientFailure.class, () -> live(60, false));
    assertTrue(failure.getMessage().contains("lost worker cpu_m-9"), failure.getMessage());
    assertTrue(failure.getMessage().contains("/store"), failure.getMessage());
    List<ControlRecord> seen = controls();
    // Should it only have stood still, nobody waits for the command any more.
    assertEquals(
        List.of(new ControlRecord.Signal(1), new ControlRecord.Left()),
        seen.subList(seen.size() - 2, seen.size()));
  }

  @Test
  void aWorkerThatBeatsIsNeverLost() throws Exception {
    worker();
    live(600, true);
  }

  @Test
  void ifNobodyTakesTheSessionItIsWithdrawn() throws Exception {
    ClientFailure failure = assertThrows(ClientFailure.class, () -> live(60, false));
    assertTrue(failure.getMessage().contains("nothing was run"), failure.getMessage());
    assertEquals(SessionState.CANCELLED, state());
  }

  @Test
  void aWorkerThatTakesItAtTheLastMomentIsBelieved() throws Exception {
    transport.failBefore(
        action -> {
          if (action.equals("create " + Layout.claim(ID))) {
            unchecked(this::worker);
          }
          return false;
        });
    for (int i = 0; i < 25; i++) {
      desk.step();
      ticker.advance(Duration.ofSeconds(1));
    }
    beat();
    exit(3, OutputTotals.NONE);
    assertTrue(look());
    assertEquals(3, desk.code());
  }

  @Test
  void aStoreThatIsAwayForAWhileIsBorne() throws Exception {
    worker();
    live(10, true);
    transport.failBefore(action -> true);
    live(25, false);
    transport.heal();
    live(10, true);
    output(0, OutputChannel.STDOUT, "a");
    exit(0, new OutputTotals(0, 1, 0));
    assertTrue(look());
  }

  @Test
  void looksThatFailNowAndThenHarmNobody() throws Exception {
    worker();
    Random random = new Random(11);
    transport.failBefore(action -> random.nextInt(3) == 0);
    live(300, true);
  }

  @Test
  void looksThatFailNowAndThenDoNotHideALostWorker() throws Exception {
    worker();
    Random random = new Random(11);
    transport.failBefore(action -> random.nextInt(3) == 0);
    ClientFailure failure = assertThrows(ClientFailure.class, () -> live(300, false));
    assertTrue(failure.getMessage().contains("lost worker cpu_m-9"), failure.getMessage());
  }

  /** Each call gets through in time, and every look takes so long that it proves nothing. */
  @Test
  void aStoreThatTakesSevenSecondsACallDoesNotHideALostWorker() throws Exception {
    worker();
    live(10, true);
    transport.failBefore(action -> passes(7));
    assertLostWithin(90, "which answers slowly or not always; how far");
  }

  @Test
  void aStoreThatLetsEveryOtherCallHangDoesNotHideALostWorker() throws Exception {
    worker();
    live(10, true);
    AtomicInteger calls = new AtomicInteger();
    transport.failBefore(action -> calls.incrementAndGet() % 2 == 0 && !passes(12));
    assertLostWithin(90, "which answers slowly or not always; how far");
  }

  @Test
  void aStoreThatTakesSevenSecondsACallLosesNoWorkerThatIsSeenToLive() throws Exception {
    Assumptions.assumeTrue(view == View.FRESH, "what is shown there is the same, only later");
    worker();
    started();
    output(0, OutputChannel.STDOUT, "x".repeat(100_000)); // so that further segments are looked for
    desk.step();
    ticker.advance(Duration.ofSeconds(20));
    transport.failBefore(action -> passes(7));
    live(300, true);
  }

  private boolean passes(int seconds) {
    ticker.advance(Duration.ofSeconds(seconds));
    return false;
  }

  private void assertLostWithin(int seconds, String words) {
    long start = ticker.nanos();
    Exception failure = assertThrows(Exception.class, () -> live(3000, false));
    long took = ticker.millisSince(start);
    assertTrue(took < seconds * 1000L, failure + " after " + took + " ms");
    assertTrue(failure.getMessage().contains(words), failure::toString);
  }

  @Test
  void theFirstLookAfterALongHangDecides() throws Exception {
    Assumptions.assumeTrue(view == View.FRESH, "what is shown there is the same, only later");
    worker();
    live(10, true);
    transport.failBefore(action -> !passes(12));
    desk.step();
    desk.step();
    beat();
    AtomicInteger calls = new AtomicInteger();
    transport.failBefore(action -> calls.incrementAndGet() == 1 && passes(11));
    live(60, true);
  }

  @Test
  void aWorkerHasAMomentToShowItselfAfterTheStoreWasAway() throws Exception {
    worker();
    live(10, true);
    transport.failBefore(action -> true);
    live(25, false);
    transport.heal();
    live(5, false);
    live(30, true);
  }

  @Test
  void aStoreThatStaysAwayEndsTheClient() throws Exception {
    worker();
    transport.failBefore(action -> true);
    assertThrows(TransportException.class, () -> live(60, true));
  }

  @Test
  void aHeartbeatThatCannotBeReadEndsTheClientInTheEnd() throws Exception {
    worker();
    transport.failBefore(action -> action.startsWith("read"));
    assertThrows(TransportException.class, () -> live(60, true));
  }

  @Test
  void aReaderThatPausesDoesNotMakeTheClientLookDead() throws Exception {
    Assumptions.assumeTrue(view == View.FRESH, "what is shown there is the same, only later");
    StuckReader reader = new StuckReader();
    Thread client = stuckIn(reader);
    ticker.advance(Duration.ofSeconds(10));
    awaits(() -> lastSeen() instanceof ControlRecord.Alive);
    reader.close();
    client.join();
  }

  @Test
  void aCallerLeavesThoughNobodyReads() throws Exception {
    Assumptions.assumeTrue(view == View.FRESH, "what is shown there is the same, only later");
    StuckReader reader = new StuckReader();
    Thread client = stuckIn(reader);
    desk.conversation().caller().signal(15);
    ticker.advance(Duration.ofSeconds(3));
    client.join();
    assertTrue(reader.isClosed());
    assertEquals(143, desk.code());
  }

  /** Has the client hang in writing output; its thread ends with that. */
  private Thread stuckIn(StuckReader reader) throws Exception {
    desk.close();
    desk = new Desk(transport, ticker, reader, ID, "/tmp", List.of("true"));
    started();
    output(0, OutputChannel.STDOUT, "x");
    Thread client = new Thread(() -> assertThrows(BrokenOutput.class, () -> desk.step()));
    client.start();
    reader.awaitWriter();
    return client;
  }

  private ControlRecord lastSeen() throws Exception {
    List<ByteBuffer> records = control.read(LIMIT);
    return records.isEmpty() ? null : reader.decodeControl(records.get(records.size() - 1));
  }

  private static void awaits(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "not reached");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void ctrlCAtATerminalBeforeTheStartTakesTheSessionBack() throws Exception {
    desk.conversation().caller().interrupt();
    assertTrue(look());
    assertEquals(130, desk.code());
    assertEquals(SessionState.CANCELLED, state());
    assertEquals("", desk.notices());
  }

  @Test
  void aSignalBeforeTheClaimTakesTheSessionBack() throws Exception {
    desk.conversation().caller().signal(2);
    assertTrue(look());
    assertEquals(130, desk.code());
    assertEquals(SessionState.CANCELLED, state());
  }

  @Test
  void aWithdrawalWhoseAnswerGotLostIsOne() throws Exception {
    transport.failAfter(action -> action.startsWith("create"));
    desk.conversation().caller().signal(15);
    assertFalse(look());
    transport.heal();
    assertTrue(look());
    assertEquals(143, desk.code());
  }

  @Test
  void aSignalAfterTheClaimIsTheCommands() throws Exception {
    worker();
    desk.conversation().caller().signal(15);
    assertFalse(look());
    assertEquals(List.of(new ControlRecord.Signal(15)), controls());
    exit(143, OutputTotals.NONE);
    assertTrue(look());
  }

  @Test
  void aThirdPressLeaves() throws Exception {
    worker();
    started();
    look();
    for (int i = 0; i < 2; i++) {
      desk.conversation().caller().signal(2);
      ticker.advance(Duration.ofSeconds(1));
    }
    assertTrue(desk.notices().contains("has not reacted"), desk.notices());
    desk.conversation().caller().signal(2);
    assertTrue(desk.conversation().hasEnded());
    assertEquals(130, desk.code());
  }

  @Test
  void aBrokenPipeHangsTheCommandUp() throws Exception {
    SessionId id = SessionId.of(2, 2);
    try (LogAppender other = store.open().appender(Layout.stream(id), LIMIT);
        Desk broken = new Desk(transport, ticker, new Broken(), id, "/tmp", List.of("yes"))) {
      byte[] data = {'y'};
      other.append(
          List.of(bytes(codec.encodeOutput(0, OutputChannel.STDOUT, data, 1, ticker.now()))),
          LIMIT);
      StreamRecord.Exit exit = new StreamRecord.Exit(141, -13, null, null);
      other.append(List.of(codec.encodeExit(exit, ticker.now())), LIMIT);
      // By the clock of this test the grace for the command never ends.
      int code = broken.conversation().run(new SignalRelay(null, null), new Time());
      assertEquals(141, code);
    }
    control = store.open().tail(Layout.control(id), 0);
    assertEquals(
        List.of(
            new ControlRecord.Signal(13), new ControlRecord.Signal(1), new ControlRecord.Left()),
        controls());
  }

  private static final class Broken extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  /** No signals; the clock moves on from look to look. */
  private final class Time implements SignalSource {
    @Override
    public void install(Receiver receiver) {}

    @Override
    public void poll() {
      ticker.advance(view.lag().dividedBy(10));
    }
  }

  /** Looks on for what is missing, and not for ever. */
  private ClientFailure failsAfterAWhile() throws Exception {
    long start = ticker.nanos();
    try {
      while (ticker.millisSince(start) <= 3000 + view.lag().toMillis()) {
        assertFalse(desk.step());
        ticker.advance(Duration.ofMillis(50));
      }
    } catch (ClientFailure e) {
      assertTrue(ticker.millisSince(start) >= 3000, e::getMessage);
      return e;
    }
    throw new AssertionError("still looks on");
  }

  /** Looks until all that has been written shows; whether the client has ended. */
  private boolean look() throws Exception {
    return view.look(ticker, desk::step);
  }

  private void live(int seconds, boolean workerLives) throws Exception {
    for (int i = 0; i < seconds; i++) {
      if (workerLives) {
        beat();
      }
      assertFalse(desk.step());
      ticker.advance(Duration.ofSeconds(1));
    }
  }

  private void worker() throws TransportException {
    Claim claim = new Claim(WORKER, "t");
    store.open().create(Layout.claim(ID), ClaimCodec.encode(claim), LIMIT);
  }

  private void beat() throws TransportException {
    Heartbeat beat = new Heartbeat(WORKER, null, ticker.now(), ticker.now(), beats++, null, true);
    store
        .open()
        .replace(Layout.worker(WORKER.host(), WORKER.pid()), HeartbeatCodec.encode(beat), LIMIT);
  }

  private void started() throws TransportException {
    stream.append(List.of(codec.encodeStarted(ticker.now())), LIMIT);
  }

  private void output(long seq, OutputChannel channel, String text) throws TransportException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    stream.append(
        List.of(codec.encodeOutput(seq, channel, data, data.length, ticker.now())), LIMIT);
  }

  private void exit(int code, OutputTotals totals) throws TransportException {
    StreamRecord.Exit exit = new StreamRecord.Exit(code, code, totals, null);
    stream.append(List.of(codec.encodeExit(exit, ticker.now())), LIMIT);
  }

  private List<ControlRecord> controls() throws Exception {
    List<ControlRecord> seen = new ArrayList<>();
    for (ByteBuffer record : control.read(LIMIT)) {
      seen.add(reader.decodeControl(bytes(record)));
    }
    return seen;
  }

  private SessionState state() throws Exception {
    return StatusCodec.decodeState(
        store.open().read(Layout.status(ID), LIMIT).orElseThrow().content());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer bytes(ByteBuffer record) {
    byte[] copy = new byte[record.remaining()];
    record.get(copy);
    return ByteBuffer.wrap(copy);
  }

  /** Something that may fail. */
  private interface Deed {
    void run() throws TransportException;
  }

  private static void unchecked(Deed deed) {
    try {
      deed.run();
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }
}
