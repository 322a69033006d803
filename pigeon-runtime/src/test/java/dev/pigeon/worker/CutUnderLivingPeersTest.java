package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.client.ClientFailure;
import dev.pigeon.client.Desk;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.testing.LogOnDisk;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Heartbeat;
import dev.pigeon.wire.HeartbeatCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.WorkerName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that somebody cuts, at any byte, while both sides live: nobody waits for ever. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutUnderLivingPeersTest {
  private static final SessionId ID = SessionId.of(1, 1);
  private static final WorkerName WORKER = new WorkerName("cpu_m", 9);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final String INPUT = "one\ntwo, longer\nthree";
  private static final String OUTPUT = "first\nsecond, longer\nthird\n";
  private static final int RIGHT = 7;
  private static final int NOT_CARRIED = 255;

  @TempDir Path folder;
  private final HandTicker ticker = new HandTicker();
  private MemoryStore store;
  private long beats;
  private ClientFailure failure;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inputIsWholeOrTheCommandIsHungUp(boolean readBefore) throws Exception {
    int length = 1;
    int failed = 0;
    for (int n = 0; n < length; n++) {
      try (LogOnDisk disk = open(Layout.stdin(ID));
          Desk desk = desk(disk, new ByteArrayOutputStream(), FlowLimits.DEFAULT)) {
        FakeCommand command = new FakeCommand();
        StreamLog stream = stream(disk, FlowLimits.DEFAULT);
        StdinFeed feed = feed(disk, command, stream);
        ControlLoop loop = loop(disk, command, stream, feed);
        desk.typePart(INPUT.substring(0, 4));
        desk.typePart(INPUT.substring(4, 16));
        if (readBefore) {
          feed.pollOnce();
        }
        desk.type(INPUT.substring(16));
        byte[] whole = disk.bytes();
        length = whole.length + 1;
        disk.bytes(LogOnDisk.cut(whole, n));
        int seconds = 0;
        while (!command.inputEnded && feed.failure() == null) {
          assertTrue(seconds++ < 20, "waits for ever for what was cut at " + n);
          step(desk, loop);
          feed.pollOnce();
        }
        String input = command.input.toString(StandardCharsets.UTF_8);
        boolean uncut = n == whole.length;
        assertEquals(uncut, command.inputEnded, "cut at " + n);
        assertTrue(uncut ? input.equals(INPUT) : INPUT.startsWith(input), n + " " + input);
        assertEquals(uncut ? List.of() : List.of(1), command.signals);
        failed += uncut ? 0 : 1;
      }
    }
    assertTrue(failed > 100, "only " + failed + " cuts");
  }

  /** As by an outage, or by the caches of a network: an empty log, and the whole one again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inputThatDoesNotShowForAWhileIsWaitedFor(boolean outage) throws Exception {
    try (LogOnDisk disk = open(Layout.stdin(ID));
        Desk desk = desk(disk, new ByteArrayOutputStream(), FlowLimits.DEFAULT)) {
      FakeCommand command = new FakeCommand();
      AtomicBoolean writable = new AtomicBoolean(!outage);
      Duration hides = Duration.ofSeconds(outage ? 5 : 60);
      StdinFeed feed =
          feed(disk, command, stream(disk, FlowLimits.DEFAULT)).awaitingOwed(hides, writable::get);
      desk.typePart(INPUT.substring(0, 4));
      feed.pollOnce();
      desk.type(INPUT.substring(4));
      byte[] whole = disk.bytes();
      disk.bytes(LogOnDisk.cut(whole, 0));
      feed.promised(1000);
      for (int i = 0; i < 40; i++) {
        ticker.advance(STEP);
        feed.pollOnce();
        assertNull(feed.failure(), "after " + i + " s");
      }
      writable.set(true);
      disk.bytes(whole);
      feed.pollOnce();
      assertTrue(command.inputEnded);
      assertEquals(INPUT, command.input.toString(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void outputIsWholeOrTheClientSaysThatItIsNot(boolean readBefore) throws Exception {
    int length = 1;
    int told = 0;
    for (int n = 0; n < length; n++) {
      try (LogOnDisk disk = open(Layout.stream(ID))) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamLog stream = stream(disk, FlowLimits.DEFAULT);
        stream.started();
        output(stream, OUTPUT.substring(0, 6));
        try (Desk desk = desk(disk, out, FlowLimits.DEFAULT)) {
          if (readBefore) {
            desk.step();
          }
          output(stream, OUTPUT.substring(6, 21));
          output(stream, OUTPUT.substring(21));
          if (readBefore && n % 2 == 0) {
            desk.step();
          }
          byte[] whole = disk.bytes();
          length = whole.length;
          disk.bytes(LogOnDisk.cut(whole, n));
          told += carriedOn(disk, desk, stream, n) ? 1 : 0;
          String seen = out.toString(StandardCharsets.UTF_8);
          assertTrue(OUTPUT.startsWith(seen), n + " " + seen);
        }
      }
    }
    assertTrue(told > 100, "the worker was told of " + told + " losses");
  }

  /** The rest of a session that never ends well; whether the worker found that out by itself. */
  private boolean carriedOn(LogOnDisk disk, Desk desk, StreamLog stream, int n) throws Exception {
    FakeCommand command = new FakeCommand();
    String[] lost = {null};
    ControlLoop loop =
        loop(disk, command, stream, feed(disk, command, stream))
            .tellingOfLostOutput(flaw -> lost[0] = flaw);
    boolean over = false;
    boolean found = false;
    int seconds = 0;
    boolean ended = false;
    while (!ended) {
      assertTrue(seconds++ < 300, "waits for ever for what was cut at " + n);
      ended = step(desk, loop);
      if (!over && (lost[0] != null || seconds == 90)) {
        over = true;
        found = lost[0] != null;
        finish(disk, stream, lost[0]);
      }
    }
    assertFalse(failure == null && desk.code() != NOT_CARRIED, "cut at " + n + " unseen");
    return found;
  }

  @Test
  void anAcknowledgementThatWasCutAwayIsMadeGood() throws Exception {
    FlowLimits narrow = new FlowLimits(8, 1000, 1000);
    try (LogOnDisk disk = open(Layout.control(ID));
        Desk desk = desk(disk, new ByteArrayOutputStream(), narrow)) {
      StreamLog stream = stream(disk, narrow);
      FakeCommand command = new FakeCommand();
      ControlLoop loop = loop(disk, command, stream, feed(disk, command, stream));
      CountDownLatch written = new CountDownLatch(1);
      output(stream, OUTPUT);
      Thread writer =
          new Thread(
              () -> {
                output(stream, OUTPUT); // waits for an acknowledgement
                written.countDown();
              });
      writer.start();
      step(desk, null);
      assertTrue(disk.bytes().length > 0, "nothing was acknowledged");
      disk.bytes(new byte[0]);
      for (int i = 0; i < 6; i++) {
        step(desk, loop);
      }
      assertTrue(written.await(10, TimeUnit.SECONDS), "the worker waits for ever");
      writer.join();
      assertNull(failure);
    }
  }

  /** A second of both; whether the client has ended. */
  private boolean step(Desk desk, ControlLoop loop) throws Exception {
    beat();
    boolean ended;
    failure = null;
    try {
      ended = desk.step();
    } catch (ClientFailure e) {
      failure = e;
      ended = true;
    }
    if (loop != null) {
      loop.pollOnce();
    }
    ticker.advance(STEP);
    return ended;
  }

  private void finish(Transport transport, StreamLog stream, String error) throws Exception {
    int code = error == null ? RIGHT : NOT_CARRIED;
    SessionState state = SessionState.ofExit(code);
    Status status =
        new Status(ID, state, ticker.now(), ticker.now(), code, null, WORKER, ticker.now(), error);
    transport.replace(Layout.status(ID), StatusCodec.encode(status), LIMIT);
    stream.finish(error, code, code);
  }

  private static void output(StreamLog stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      stream.output(OutputChannel.STDOUT, bytes, bytes.length);
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }

  private void beat() throws TransportException {
    Heartbeat beat = new Heartbeat(WORKER, null, ticker.now(), ticker.now(), beats++, null, true);
    store
        .open()
        .replace(Layout.worker(WORKER.host(), WORKER.pid()), HeartbeatCodec.encode(beat), LIMIT);
  }

  private LogOnDisk open(Key key) throws Exception {
    store = new MemoryStore(ticker.clock());
    Claim claim = new Claim(WORKER, "t");
    store.open().create(Layout.claim(ID), ClaimCodec.encode(claim), LIMIT);
    LogOnDisk disk = new LogOnDisk(store.open(), folder, key);
    disk.segments(List.of(new byte[0]));
    return disk;
  }

  private Desk desk(LogOnDisk disk, ByteArrayOutputStream out, FlowLimits flow) throws Exception {
    return new Desk(disk, ticker, out, ID, "/tmp", List.of("cat"), flow);
  }

  private StreamLog stream(LogOnDisk disk, FlowLimits flow) {
    return new StreamLog(disk, ticker, Layout.stream(ID), flow, LIMIT);
  }

  private StdinFeed feed(LogOnDisk disk, FakeCommand command, StreamLog stream) {
    PatientTail tail = new PatientTail(disk, ticker, Layout.stdin(ID));
    Rhythm rhythm = new Rhythm(ticker, disk.traits(), LIMIT);
    return new StdinFeed(tail, command, stream, rhythm, ticker, log(), "session", null);
  }

  private ControlLoop loop(LogOnDisk disk, FakeCommand command, StreamLog stream, StdinFeed feed) {
    return new ControlLoop(
        disk.tail(Layout.control(ID), 0),
        command,
        stream,
        feed,
        new Rhythm(ticker, disk.traits(), LIMIT),
        new Waiter(disk, List.of(Layout.session(ID)), Waiter.ALWAYS),
        ticker,
        log(),
        "session",
        Duration.ofSeconds(30),
        null);
  }

  private WorkerLog log() {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new WorkerLog(nowhere, false, ticker);
  }
}
