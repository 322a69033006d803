package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.testing.LogOnDisk;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WorkerName;
import dev.pigeon.worker.Scribe;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream in segments that ends or breaks at any byte of any of them: right, or 255. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutSegmentsTest {
  private static final SessionId ID = SessionId.of(1, 1);
  private static final WorkerName WORKER = new WorkerName("cpu_m", 9);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int RIGHT = 7;
  private static final String FINAL = "{\"state\":\"failed\",\"exit_code\":7}";

  /** So that each piece of output lies in a segment of its own, and each is acknowledged. */
  private static final FlowLimits TINY = new FlowLimits(8, 1 << 20, 6);

  @TempDir Path folder;
  private final HandTicker ticker = new HandTicker();
  private List<byte[]> whole;

  /** How a client ended. */
  private record Ran(int code, String out, String err, String line) {
    boolean isRight() {
      return code == RIGHT && out.equals(Scribe.OUT) && err.equals(Scribe.ERR);
    }

    boolean isBeginning() {
      return code == 255 && Scribe.OUT.startsWith(out) && Scribe.ERR.startsWith(err);
    }
  }

  @BeforeEach
  void write() throws Exception {
    try (LogOnDisk log = open()) {
      Scribe.write(log, ticker, ID, TINY.withWindow(1 << 20));
      whole = log.segments();
    }
    assertEquals(4, whole.size(), "a segment for each piece");
    assertTrue(run(whole, 0, List.of(), false).isRight());
  }

  @Test
  void aWorkerThatDiesAtAnyByteLeavesABeginningAnd255() throws Exception {
    for (int k = 0; k < whole.size(); k++) {
      for (int n = 0; n < whole.get(k).length; n++) {
        Ran ran = run(cut(k, n, false), k, List.of(), false);
        assertTrue(ran.isBeginning(), k + "," + n + " " + ran);
        assertTrue(ran.line().contains("lost worker"), k + "," + n + " " + ran);
      }
    }
  }

  @Test
  void aWorkerThatDiesBeforeItsNewSegmentIsThereLeavesABeginningAnd255() throws Exception {
    for (int k = 1; k < whole.size(); k++) {
      assertTrue(run(whole.subList(0, k), 0, List.of(), false).isBeginning(), "segment " + k);
      List<byte[]> empty = new ArrayList<>(whole.subList(0, k));
      empty.add(new byte[0]);
      assertTrue(run(empty, 0, List.of(), false).isBeginning(), "segment " + k);
    }
  }

  @Test
  void anAppendThatTearsAtAnyByteAndIsMadeAgainLosesNothing() throws Exception {
    for (int k = 0; k < whole.size(); k++) {
      List<String> lines = LogOnDisk.lines(whole.get(k));
      for (int n = 0; n < whole.get(k).length; n++) {
        int line = LogOnDisk.lineAt(whole.get(k), n);
        Ran ran = run(cut(k, n, true), k, lines.subList(line, lines.size()), true);
        assertTrue(ran.isRight(), k + "," + n + " " + ran);
      }
    }
  }

  @Test
  void aRecordThatTearsAtAnyByteAndIsNotMadeAgainIsMissedUnlessItOnlyNamedTheNextSegment()
      throws Exception {
    int passedOver = 0;
    for (int k = 0; k < whole.size(); k++) {
      List<String> lines = LogOnDisk.lines(whole.get(k));
      for (int n = 0; n < whole.get(k).length; n++) {
        int line = LogOnDisk.lineAt(whole.get(k), n);
        boolean atItsEnd = whole.get(k)[n] == '\n';
        boolean next = lines.get(line).contains("\"next\"");
        boolean last = k == whole.size() - 1 && line == lines.size() - 1;
        Ran ran = run(cut(k, n, true), k, lines.subList(line + 1, lines.size()), !last);
        if (next || !last && (atItsEnd || lines.get(line).matches(".*(started|stdin_ack).*"))) {
          assertTrue(ran.isRight(), k + "," + n + " " + ran);
          passedOver += next && !atItsEnd ? 1 : 0;
        } else {
          assertTrue(ran.isBeginning(), k + "," + n + " " + ran);
        }
      }
    }
    assertTrue(passedOver > 0, "no record that names a segment was torn");
  }

  @Test
  void aByteThatChangedIsNeverPassedOffAsRight() throws Exception {
    for (int k = 0; k < whole.size(); k++) {
      List<String> lines = LogOnDisk.lines(whole.get(k));
      int end = whole.get(k).length - (k == whole.size() - 1 ? 1 : 0);
      for (int n = 0; n < end; n++) {
        List<byte[]> changed = new ArrayList<>(whole);
        changed.set(k, LogOnDisk.flip(whole.get(k), n, 0x04));
        Ran ran = run(changed, 0, List.of(), true);
        boolean inExit = lines.get(LogOnDisk.lineAt(whole.get(k), n)).contains("exit_code");
        // The exit record has no digest of its own: here it counts that nobody waits for ever.
        assertTrue(inExit || ran.code() == 255 || ran.isRight(), k + "," + n + " " + ran);
      }
    }
  }

  @Test
  void recordsBehindTheLastOfASegmentAreNoOutput() throws Exception {
    for (int k = 0; k < whole.size() - 1; k++) {
      // An append that was believed lost and came late: behind the record that names the next one.
      Ran ran = run(whole, k, LogOnDisk.lines(whole.get(k)), true);
      assertTrue(ran.isRight(), k + " " + ran);
    }
  }

  /** The segments, the {@code k}th cut at {@code n}, with or without those behind it. */
  private List<byte[]> cut(int k, int n, boolean behind) {
    List<byte[]> cut = new ArrayList<>(whole.subList(0, k));
    cut.add(LogOnDisk.cut(whole.get(k), n));
    if (behind) {
      cut.addAll(whole.subList(k + 1, whole.size()));
    }
    return cut;
  }

  private Ran run(List<byte[]> segments, int k, List<String> then, boolean alive) throws Exception {
    try (LogOnDisk view = open()) {
      view.segments(segments);
      if (!then.isEmpty()) {
        view.append(k, then);
      }
      view.create(Layout.claim(ID), ClaimCodec.encode(new Claim(WORKER, "t")), LIMIT);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Desk desk = new Desk(view, ticker, out, ID, "/tmp", List.of("true"), TINY)) {
        String line = "";
        int code = 255;
        try {
          for (int steps = 0; !desk.step(); steps++) {
            assertTrue(steps < 150, () -> "it waits for ever: " + text(segments, then));
            ticker.advance(LIMIT);
            if (alive) {
              beat(view, steps);
              view.replace(Layout.status(ID), FINAL.getBytes(StandardCharsets.UTF_8), LIMIT);
            }
          }
          code = desk.code();
        } catch (ClientFailure e) {
          line = e.getMessage();
        }
        return new Ran(code, out.toString(StandardCharsets.ISO_8859_1), desk.err(), line);
      }
    }
  }

  private static String text(List<byte[]> segments, List<String> then) {
    StringBuilder text = new StringBuilder();
    for (byte[] each : segments) {
      text.append(new String(each, StandardCharsets.ISO_8859_1)).append("~~\n");
    }
    return text.append(then).toString();
  }

  private void beat(LogOnDisk view, long count) throws Exception {
    Heartbeat beat = new Heartbeat(WORKER, null, ticker.now(), ticker.now(), count, "boot", true);
    view.replace(Layout.worker("cpu_m", 9), HeartbeatCodec.encode(beat), LIMIT);
  }

  private LogOnDisk open() throws Exception {
    return new LogOnDisk(new MemoryStore(ticker.clock()).open(), folder, Layout.stream(ID));
  }
}
