package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.client.Desk;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.testing.LogOnDisk;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Input and signals whose log ends or breaks at any byte: a beginning, and nothing made up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutInputTest {
  private static final SessionId ID = SessionId.of(1, 1);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String INPUT = "one\ntwo, longer\nthree";
  private static final int[] MASKS = {0x01, 0x04, 0x20};

  @TempDir Path folder;
  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final WorkerLog log =
      new WorkerLog(
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          false,
          ticker);

  /** What a command got of its input. */
  private record Fed(String input, boolean ended, List<Integer> signals, String failure) {
    boolean isWhole() {
      return input.equals(INPUT) && ended && failure == null && signals.isEmpty();
    }

    boolean isBeginning() {
      return INPUT.startsWith(input) && !ended;
    }
  }

  @Test
  void aClientThatDiesAtAnyByteGivesABeginningAndNoEnd() throws Exception {
    byte[] whole = input();
    for (int n = 0; n < whole.length; n++) {
      Fed fed = feed(LogOnDisk.cut(whole, n), List.of());
      assertTrue(fed.isBeginning(), n + " " + fed);
      assertNull(fed.failure(), n + " " + fed);
    }
    assertTrue(feed(whole, List.of()).isWhole());
  }

  @Test
  void anAppendThatTearsAtAnyByteAndIsMadeAgainLosesNothing() throws Exception {
    byte[] whole = input();
    List<String> lines = LogOnDisk.lines(whole);
    for (int n = 0; n < whole.length; n++) {
      List<String> again = lines.subList(LogOnDisk.lineAt(whole, n), lines.size());
      Fed fed = feed(LogOnDisk.cut(whole, n), again);
      assertTrue(fed.isWhole(), n + " " + fed);
    }
  }

  @Test
  void inputThatIsMissingHangsTheCommandUpWithoutAnEnd() throws Exception {
    byte[] whole = input();
    List<String> lines = LogOnDisk.lines(whole);
    int data = lines.size() - 1;
    // From 1 on: of a record that left no trace at the very beginning only the digest tells.
    for (int n = 1; n < whole.length; n++) {
      int line = LogOnDisk.lineAt(whole, n);
      if (whole[n] == '\n' || line == data) {
        continue; // nothing of the input is missing
      }
      Fed fed = feed(LogOnDisk.cut(whole, n), lines.subList(line + 1, lines.size()));
      assertTrue(fed.isBeginning(), n + " " + fed);
      assertNotNull(fed.failure(), n + " " + fed);
      assertEquals(List.of(1), fed.signals());
    }
  }

  @Test
  void aByteOfInputThatChangedIsNeverFollowedByItsEnd() throws Exception {
    byte[] whole = input();
    for (int n = 0; n < whole.length; n++) {
      for (int mask : MASKS) {
        Fed fed = feed(LogOnDisk.flip(whole, n, mask), List.of());
        assertTrue(fed.input().equals(INPUT) || !fed.ended(), n + " " + fed);
      }
    }
  }

  @Test
  void inputInSegmentsThatTearsAtAnyByteAndIsMadeAgainLosesNothing() throws Exception {
    List<byte[]> whole = inputInSegments();
    for (int k = 0; k < whole.size(); k++) {
      List<String> lines = LogOnDisk.lines(whole.get(k));
      for (int n = 0; n < whole.get(k).length; n++) {
        List<String> again = lines.subList(LogOnDisk.lineAt(whole.get(k), n), lines.size());
        Fed fed = feed(cut(whole, k, n, true), k, again);
        assertTrue(fed.isWhole(), k + "," + n + " " + fed);
      }
    }
  }

  @Test
  void aClientThatDiesAtAnyByteOfAnySegmentGivesABeginningAndNoEnd() throws Exception {
    List<byte[]> whole = inputInSegments();
    for (int k = 0; k < whole.size(); k++) {
      for (int n = 0; n < whole.get(k).length; n++) {
        Fed fed = feed(cut(whole, k, n, false), k, List.of());
        assertTrue(fed.isBeginning(), k + "," + n + " " + fed);
        assertNull(fed.failure(), k + "," + n + " " + fed);
      }
    }
  }

  @Test
  void aRecordOfASegmentThatTornIsMissedUnlessItOnlyNamedTheNextOne() throws Exception {
    List<byte[]> whole = inputInSegments();
    int passedOver = 0;
    for (int k = 0; k < whole.size(); k++) {
      List<String> lines = LogOnDisk.lines(whole.get(k));
      // From 1 on, as above.
      for (int n = 1; n < whole.get(k).length; n++) {
        int line = LogOnDisk.lineAt(whole.get(k), n);
        boolean atItsEnd = whole.get(k)[n] == '\n';
        boolean next = lines.get(line).contains("\"next\"");
        boolean end = lines.get(line).contains("stdin_eof");
        Fed fed = feed(cut(whole, k, n, true), k, lines.subList(line + 1, lines.size()));
        if (next || !end && atItsEnd) {
          assertTrue(fed.isWhole(), k + "," + n + " " + fed);
          passedOver += next && !atItsEnd ? 1 : 0;
        } else {
          assertTrue(fed.isBeginning(), k + "," + n + " " + fed);
          assertEquals(!end, fed.failure() != null, k + "," + n + " " + fed);
        }
      }
    }
    assertTrue(passedOver > 0, "no record that names a segment was torn");
  }

  @Test
  void aForeignClientMayCountItsInputFromAnyNumberAndSayNoDigest() throws Exception {
    String text =
        """
        {"type":"stdin","seq":1,"ts":"","data_b64":"b25lCnR3bywgbG9uZ2VyCg=="}
        {"type":"stdin","seq":2,"ts":"","data_b64":"dGhyZWU="}
        {"type":"stdin_eof","seq":3,"ts":""}
        """;
    assertTrue(feed(text.getBytes(StandardCharsets.UTF_8), List.of()).isWhole());
  }

  @Test
  void signalsCutAtAnyByteAreABeginningOfThoseSent() throws Exception {
    LogOnDisk disk = open(Layout.control(ID));
    try (Desk desk = desk(disk)) {
      desk.control(new ControlRecord.Signal(12));
      desk.control(new ControlRecord.Resize(new TerminalSize(132, 43)));
      desk.control(new ControlRecord.Signal(15));
      desk.control(new ControlRecord.Signal(9));
    }
    byte[] whole = disk.bytes();
    List<String> lines = LogOnDisk.lines(whole);
    List<Integer> sent = List.of(12, 15, 9);
    for (int n = 0; n <= whole.length; n++) {
      int line = LogOnDisk.lineAt(whole, n);
      int complete = line > 1 ? line - 1 : line;
      assertEquals(sent.subList(0, complete), signals(LogOnDisk.cut(whole, n), List.of()));
      List<String> rest = lines.subList(Math.min(line + 1, lines.size()), lines.size());
      for (int signal : signals(LogOnDisk.cut(whole, n), rest)) {
        assertTrue(sent.contains(signal), n + " " + signal);
      }
    }
    disk.close();
  }

  private byte[] input() throws Exception {
    try (LogOnDisk disk = open(Layout.stdin(ID));
        Desk desk = desk(disk)) {
      desk.typePart(INPUT.substring(0, 4));
      desk.typePart(INPUT.substring(4, 16));
      desk.type(INPUT.substring(16));
      return disk.bytes();
    }
  }

  /** Three segments: a record of input and the one that names the next, twice; then the rest. */
  private List<byte[]> inputInSegments() throws Exception {
    try (LogOnDisk disk = open(Layout.stdin(ID));
        Desk desk =
            new Desk(
                disk,
                ticker,
                new ByteArrayOutputStream(),
                ID,
                "/tmp",
                List.of("cat"),
                new FlowLimits(8, 100, 4))) {
      desk.inputTaken(0);
      desk.typePart(INPUT.substring(0, 4));
      desk.typePart(INPUT.substring(4, 16));
      desk.type(INPUT.substring(16));
      assertEquals(3, disk.segments().size());
      return disk.segments();
    }
  }

  private static List<byte[]> cut(List<byte[]> whole, int k, int n, boolean behind) {
    List<byte[]> cut = new ArrayList<>(whole.subList(0, k));
    cut.add(LogOnDisk.cut(whole.get(k), n));
    if (behind) {
      cut.addAll(whole.subList(k + 1, whole.size()));
    }
    return cut;
  }

  private Fed feed(byte[] content, List<String> then) throws Exception {
    return feed(List.of(content), 0, then);
  }

  private Fed feed(List<byte[]> segments, int segment, List<String> then) throws Exception {
    FakeCommand command = new FakeCommand();
    try (LogOnDisk disk = open(Layout.stdin(ID))) {
      disk.segments(segments);
      if (!then.isEmpty()) {
        disk.append(segment, then);
      }
      StdinFeed feed = feedOf(disk, command);
      for (int i = 0; i < 20; i++) {
        feed.pollOnce();
        ticker.advance(Duration.ofSeconds(1));
      }
      String input = command.input.toString(StandardCharsets.UTF_8);
      return new Fed(input, command.inputEnded, List.copyOf(command.signals), feed.failure());
    }
  }

  private StdinFeed feedOf(LogOnDisk disk, FakeCommand command) {
    PatientTail tail = new PatientTail(disk, ticker, Layout.stdin(ID));
    Rhythm rhythm = new Rhythm(ticker, disk.traits(), LIMIT);
    return new StdinFeed(tail, command, stream(disk), rhythm, ticker, log, "session", null);
  }

  private List<Integer> signals(byte[] content, List<String> then) throws Exception {
    FakeCommand command = new FakeCommand();
    try (LogOnDisk disk = open(Layout.control(ID))) {
      disk.bytes(content);
      if (!then.isEmpty()) {
        disk.append(then);
      }
      Rhythm rhythm = new Rhythm(ticker, disk.traits(), LIMIT);
      PatientTail none = new PatientTail(disk, ticker, Layout.stdin(ID));
      StdinFeed feed =
          new StdinFeed(none, command, stream(disk), rhythm, ticker, log, "session", null);
      Waiter waiter = new Waiter(disk, List.of(Layout.session(ID)), Waiter.ALWAYS);
      ControlLoop loop =
          new ControlLoop(
              disk.tail(Layout.control(ID), 0),
              command,
              stream(disk),
              feed,
              rhythm,
              waiter,
              ticker,
              log,
              "session",
              Duration.ofSeconds(30),
              null);
      loop.pollOnce();
      assertFalse(loop.clientLost());
      return List.copyOf(command.signals);
    }
  }

  private StreamLog stream(LogOnDisk disk) {
    return new StreamLog(disk, ticker, Layout.stream(ID), FlowLimits.of(0, 0), LIMIT);
  }

  private Desk desk(LogOnDisk disk) throws Exception {
    return new Desk(disk, ticker, new ByteArrayOutputStream(), ID, "/tmp", List.of("cat"));
  }

  private LogOnDisk open(Key key) throws Exception {
    return new LogOnDisk(store.open(), folder, key);
  }
}
