package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.FlakyTransport;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link, a FIFO or a folder in place of one file: its session ends, clearly and alone. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnusableFilesTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final Transport truth = store.open();
  private final FlakyTransport transport = new FlakyTransport(store.open());
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final WorkerLog log =
      new WorkerLog(new PrintStream(err, true, StandardCharsets.UTF_8), false, ticker);
  private final Bench bench = new Bench(transport, ticker, "cpu_m", 3, new BriefCommands());
  private final PendingSessions sessions = new PendingSessions(truth, ticker);
  private final Outcomes outcomes = new Outcomes(truth);

  @Test
  void aStartThatIsGarbageEndsTheSessionWith255AndFreesItsFolder() throws Exception {
    SessionId spoiled = session("/cwd");
    corrupt(Layout.start(spoiled).path());
    SessionId next = session("/cwd");
    serves(spoiled);
    assertEquals(255, outcomes.exit(spoiled).exitCode());
    serves(next);
    assertEquals(0, outcomes.exit(next).exitCode());
    assertEquals(SessionState.FAILED, outcomes.state(spoiled));
    assertEquals(1, bench.starts().size());
  }

  @Test
  void aClaimThatIsGarbageKeepsNobodyWaiting() throws Exception {
    SessionId spoiled = session("/cwd");
    corrupt("create " + Layout.claim(spoiled));
    SessionId next = session("/other");
    serves(next);
    assertEquals(List.of(next), bench.starts().stream().map(Request::session).toList());
  }

  @Test
  void aLockThatIsGarbageKeepsOnlyItsFolderWaiting() throws Exception {
    SessionId spoiled = session("/cwd");
    String ticket = Layout.ticket(Layout.lock("/cwd"), 0).path();
    corrupt(ticket);
    SessionId next = session("/other");
    serves(next);
    until(() -> bench.log().contains("cannot serve session " + spoiled));
    transport.takeActions();
    for (int i = 0; i < 1000; i++) {
      bench.beat();
      bench.step();
      ticker.advance(Duration.ofMillis(20));
    }
    long tries =
        transport.takeActions().stream().filter(each -> each.equals("create " + ticket)).count();
    assertTrue(tries > 1 && tries < 30, "tried " + tries + " times in 20 s");
    assertEquals(1, bench.log().lines().filter(line -> line.contains(spoiled.value())).count());
    SessionId last = session("/third");
    serves(last);
    transport.heal();
    serves(spoiled);
  }

  @Test
  void aLockThatTheStoreFailsToGiveKeepsOnlyItsFolderWaiting() throws Exception {
    SessionId spoiled = session("/cwd");
    String lock = Layout.lock("/cwd").path();
    transport.failBefore(action -> action.contains(lock)); // a bad block, say
    SessionId next = session("/other");
    serves(next);
    until(() -> bench.log().contains("cannot serve session " + spoiled));
    SessionId last = session("/third");
    long tries = bench.log().lines().count();
    serves(last);
    assertEquals(tries, bench.log().lines().count(), bench.log());
    transport.heal();
    serves(spoiled);
  }

  @Test
  void aStatusThatTheStoreFailsToGiveKeepsNoOtherSessionWaiting() throws Exception {
    SessionId older = session("/older");
    SessionId spoiled = session("/cwd");
    transport.failBefore(action -> action.equals("read " + Layout.status(spoiled)));
    SessionId younger = session("/younger");
    serves(older);
    serves(younger);
    until(() -> bench.log().contains("cannot serve session " + spoiled));
    transport.heal();
    serves(spoiled);
  }

  @Test
  void aClaimThatTheStoreFailsToTakeKeepsNobodyWaiting() throws Exception {
    SessionId spoiled = session("/cwd");
    transport.failAfter(action -> action.equals("create " + Layout.claim(spoiled)));
    SessionId next = session("/other");
    serves(next);
    until(() -> bench.log().contains("cannot tell whether session " + spoiled + " is claimed"));
    transport.heal();
    serves(spoiled);
  }

  @Test
  void aLockOfADeadHolderThatCannotBeReadHidesNoOther() throws Exception {
    byte[] dead = ClaimCodec.encode(new Claim(new WorkerName("ghost", 1), "t"));
    List<Key> tickets =
        Stream.of("/a", "/b")
            .map(cwd -> Layout.ticket(Layout.lock(cwd), 0))
            .sorted(Comparator.comparing(Key::path))
            .toList();
    for (Key each : tickets) {
      truth.create(each, dead, LIMIT);
    }
    transport.failBefore(action -> action.equals("read " + tickets.get(0)));
    until(
        () -> {
          bench.beat();
          bench.step();
          byte[] now = truth.read(tickets.get(1), LIMIT).orElseThrow().content();
          return ClaimCodec.decode(now).isTombstone();
        });
  }

  @Test
  void aFileThatHangsTakesASmallShareOfTheTime() throws Exception {
    SessionId spoiled = session("/cwd");
    int[] looks = {0};
    transport.failBefore(
        action -> {
          if (!action.equals("read " + Layout.status(spoiled))) {
            return false;
          }
          looks[0]++;
          ticker.advance(Duration.ofSeconds(12));
          return true;
        });
    SessionId next = session("/other");
    serves(next);
    assertEquals(1, looks[0]);
    assertTrue(bench.log().contains("cannot serve session " + spoiled), bench.log());
    for (int i = 0; i < 600; i++) {
      ticker.advance(Duration.ofSeconds(1));
      bench.beat();
      bench.step();
    }
    assertTrue(looks[0] > 5 && looks[0] < 12, looks[0] + " looks of 12 s in 10 minutes");
    transport.heal();
    serves(spoiled);
  }

  @Test
  void aStatusOfADeadHolderThatCannotBeReadKeepsItsFolderForSecondsOnly() throws Exception {
    SessionId ghosts = session("/cwd");
    Claim dead = new Claim(new WorkerName("ghost", 1), "t", "", true, ghosts.value());
    truth.create(Layout.ticket(Layout.lock("/cwd"), 0), ClaimCodec.encode(dead), LIMIT);
    transport.failBefore(action -> action.equals("read " + Layout.status(ghosts)));
    SessionId next = session("/cwd");
    serves(next);
  }

  @Test
  void aStoreThatIsAwayIsNotTakenForOneBadLock() throws Exception {
    session("/cwd");
    transport.failBefore(action -> action.startsWith("create") || action.equals("probe"));
    until(() -> bench.log().contains("cannot look for sessions, trying on: cannot create"));
    assertFalse(bench.log().contains("cannot serve session"), bench.log());
  }

  @Test
  void outputThatCannotBeWrittenLeavesAStatusThatSaysSo() throws Exception {
    SessionId spoiled = session("/cwd");
    corrupt("open " + Layout.stream(spoiled));
    until(() -> outcomes.state(spoiled) == SessionState.FAILED);
    transport.heal();
    SessionId next = session("/cwd");
    serves(next);
  }

  @Test
  void inputThatIsGarbageHangsTheCommandUpAfterAWhile() throws Exception {
    FakeCommand command = new FakeCommand();
    StdinFeed feed = feed(command);
    corrupt("tail " + Layout.stdin(id()));
    feed.pollOnce();
    assertEquals(List.of(), command.signals);
    ticker.advance(Duration.ofSeconds(3));
    feed.pollOnce();
    assertEquals(List.of(1), command.signals);
    assertFalse(command.inputEnded);
    assertTrue(feed.failure().startsWith("the input is incomplete: "), feed.failure());
  }

  @Test
  void aClientWhoseSignsOfLifeAreGarbageIsLostAsOneThatGivesNone() throws Exception {
    FakeCommand command = new FakeCommand();
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), LIMIT);
    ControlLoop loop =
        new ControlLoop(
            transport.tail(Layout.control(id()), 0),
            command,
            new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(0, 0), LIMIT),
            feed(command),
            rhythm,
            new Waiter(transport, List.of(Layout.session(id())), Waiter.ALWAYS),
            ticker,
            log,
            "s",
            Duration.ofSeconds(30),
            null);
    corrupt("tail " + Layout.control(id()));
    for (int i = 0; i < 45; i++) {
      loop.pollOnce();
      ticker.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(1, 15, 9), command.signals);
    assertEquals(1, said("gets no signals"));
  }

  @Test
  void anyNumberOfBrokenRecordsIsOneLine() throws Exception {
    FakeCommand command = new FakeCommand();
    StdinFeed feed = feed(command);
    String text =
        """
        junk
        {"type":"stdin","seq":0,"data_b64":"YQ=="}
        junk\033[2J
        {"type":"stdin","seq":1,"data_b64":"YQ=="}
        junk
        """;
    store.appendRaw(Layout.stdin(id()), text.getBytes(StandardCharsets.UTF_8));
    feed.pollOnce();
    assertEquals("aa", command.input.toString(StandardCharsets.UTF_8));
    assertEquals(1, said("skipped a broken record"));
  }

  private long said(String words) {
    String all = err.toString(StandardCharsets.UTF_8);
    return all.lines().filter(line -> line.contains(words)).count();
  }

  /** From now on what is named so is not what it should be. */
  private void corrupt(String what) {
    transport.kind(FailureKind.CORRUPT);
    transport.failBefore(action -> action.contains(what));
  }

  private StdinFeed feed(FakeCommand command) {
    PatientTail tail = new PatientTail(transport, ticker, Layout.stdin(id()));
    StreamLog stream =
        new StreamLog(transport, ticker, Layout.stream(id()), FlowLimits.of(0, 0), LIMIT);
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), LIMIT);
    return new StdinFeed(tail, command, stream, rhythm, ticker, log, "session", null);
  }

  private static SessionId id() {
    return SessionId.of(77, 77);
  }

  private SessionId session(String cwd) throws Exception {
    return sessions.add(cwd, "true");
  }

  private void serves(SessionId id) throws Exception {
    until(() -> outcomes.exit(id) != null);
  }

  private void until(Callable<Boolean> reached) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!reached.call()) {
      assertTrue(System.nanoTime() < deadline, () -> "not reached; " + bench.log());
      bench.beat();
      bench.step();
      ticker.advance(Duration.ofMillis(20));
      LockSupport.parkNanos(200_000);
    }
  }
}
