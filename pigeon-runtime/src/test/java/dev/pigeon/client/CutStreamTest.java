package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.Fuzz;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.testing.LogOnDisk;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.WorkerName;
import dev.pigeon.worker.Scribe;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream that ends or breaks at any byte: the right output and code, or 255. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutStreamTest {
  private static final SessionId ID = SessionId.of(1, 1);
  private static final int RIGHT = 7;
  private static final int[] MASKS = {0x01, 0x04, 0x20};

  @TempDir Path folder;
  private final HandTicker ticker = new HandTicker();
  private LogOnDisk log;
  private byte[] whole;

  /** How a client ended. */
  private record Ran(int code, String out, String err, String line) {
    boolean isWhole() {
      return out.equals(Scribe.OUT) && err.equals(Scribe.ERR);
    }

    boolean isBeginning() {
      return Scribe.OUT.startsWith(out) && Scribe.ERR.startsWith(err);
    }
  }

  @BeforeEach
  void write() throws Exception {
    log = open(new MemoryStore(ticker.clock()).open());
    Scribe.write(log, ticker, ID);
    whole = log.bytes();
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aWorkerThatDiesAtAnyByteLeavesABeginningAnd255() throws Exception {
    for (int n = 0; n < whole.length; n++) {
      Ran ran = run(LogOnDisk.cut(whole, n), List.of());
      assertTrue(ran.isBeginning(), n + " " + ran);
      assertEquals(255, ran.code(), n + " " + ran);
      assertTrue(ran.line().contains("lost worker"), n + " " + ran);
    }
    Ran ran = run(whole, List.of());
    assertTrue(ran.isWhole() && ran.code() == RIGHT, ran::toString);
  }

  @Test
  void anAppendThatTearsAtAnyByteAndIsMadeAgainLosesNothing() throws Exception {
    List<String> lines = LogOnDisk.lines(whole);
    for (int n = 0; n < whole.length; n++) {
      List<String> again = lines.subList(LogOnDisk.lineAt(whole, n), lines.size());
      Ran ran = run(LogOnDisk.cut(whole, n), again);
      assertTrue(ran.isWhole() && ran.code() == RIGHT, n + " " + ran);
    }
  }

  @Test
  void aRecordThatTearsAtAnyByteAndIsNotMadeAgainIsMissed() throws Exception {
    List<String> lines = LogOnDisk.lines(whole);
    for (int n = 0; n < whole.length; n++) {
      int line = LogOnDisk.lineAt(whole, n);
      Ran ran = run(LogOnDisk.cut(whole, n), lines.subList(line + 1, lines.size()));
      boolean nothingLost =
          line < lines.size() - 1
              && (whole[n] == '\n' || lines.get(line).matches(".*(started|stdin_ack).*"));
      assertEquals(nothingLost ? RIGHT : 255, ran.code(), n + " " + ran);
      assertTrue(nothingLost ? ran.isWhole() : ran.isBeginning(), n + " " + ran);
    }
  }

  @Test
  void aByteOfOutputThatChangedIsNeverPassedOffAsRight() throws Exception {
    List<String> lines = LogOnDisk.lines(whole);
    int found = 0;
    for (int n = 0; n < whole.length; n++) {
      if (!lines.get(LogOnDisk.lineAt(whole, n)).contains("\"output\"")) {
        continue;
      }
      for (int mask : MASKS) {
        Ran ran = run(LogOnDisk.flip(whole, n, mask), List.of());
        assertTrue(ran.code() == 255 || ran.code() == RIGHT && ran.isWhole(), n + " " + ran);
        found += ran.isBeginning() ? 0 : 1;
      }
    }
    assertNotEquals(0, found, "no change was one that only the digest finds");
  }

  @Test
  void recordsLostDoubledSwappedAndChangedAreNeverPassedOffAsRight() throws Exception {
    Fuzz fuzz = Fuzz.begin();
    List<String> lines = LogOnDisk.lines(whole);
    String exit = lines.get(lines.size() - 1);
    while (fuzz.goesOn()) {
      List<String> jumbled = fuzz.jumble(lines.subList(0, lines.size() - 1));
      jumbled.add(fuzz.once(2) ? jumbled.size() : 0, exit);
      String text = String.join("\n", jumbled) + '\n';
      Ran ran = run(text.getBytes(StandardCharsets.ISO_8859_1), List.of());
      boolean right = ran.code() == RIGHT && ran.isWhole();
      assertTrue(right || ran.code() == 255, () -> fuzz + " " + ran + " of " + text);
    }
  }

  private Ran run(byte[] content, List<String> then) throws Exception {
    MemoryStore store = new MemoryStore(ticker.clock());
    try (LogOnDisk view = open(store.open())) {
      view.bytes(content);
      if (!then.isEmpty()) {
        view.append(then);
      }
      Claim claim = new Claim(new WorkerName("cpu_m", 9), "t");
      view.create(Layout.claim(ID), ClaimCodec.encode(claim), Duration.ofSeconds(1));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Desk desk = new Desk(view, ticker, out, ID, "/tmp", List.of("true"))) {
        String line = "";
        int code = 255;
        try {
          int steps = 0;
          while (!desk.step()) {
            ticker.advance(Duration.ofSeconds(1));
            assertTrue(++steps < 100, () -> "it waits for ever for " + text(content));
          }
          code = desk.code();
        } catch (ClientFailure e) {
          line = e.getMessage();
        }
        return new Ran(code, out.toString(StandardCharsets.ISO_8859_1), desk.err(), line);
      }
    }
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private LogOnDisk open(Transport rest) throws Exception {
    return new LogOnDisk(rest, folder, Layout.stream(ID));
  }
}
