package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.auth.KeyFile;
import dev.pigeon.auth.RecordSeal;
import dev.pigeon.auth.SessionSeals;
import dev.pigeon.auth.Signer;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.StdinRecord;
import dev.pigeon.wire.StreamRecord;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a signed session only its client is listened to, and to each word of it once. */
@Timeout(60)
class SealedRecordsTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final SessionId ID = SessionId.of(1, 1);

  @TempDir Path folder;

  private final Transport transport = new MemoryStore().open();
  private final HandTicker ticker = new HandTicker();
  private final RecordCodec codec = new RecordCodec();
  private final FakeCommand command = new FakeCommand();
  private final WorkerLog log =
      new WorkerLog(new PrintStream(PrintStream.nullOutputStream()), false, ticker);
  private SessionSeals seals;
  private RecordSeal others;

  @BeforeEach
  void sign() throws Exception {
    KeyFile.create(folder.resolve("key"), folder.resolve("share"));
    Signer signer = new Signer(KeyFile.read(folder.resolve("key"), folder.resolve("share")), "ns");
    seals = signer.sign(bytes("{\"a\":1}")).seals();
    others = signer.sign(bytes("{\"a\":1}")).seals().control();
  }

  @Test
  void aSignalActsOnceAndOnlyIfItsClientSentIt() throws Exception {
    ControlLoop loop = control();
    ByteBuffer first = copy(seals.control().seal(signal(0, 10)));
    ByteBuffer second = copy(seals.control().seal(signal(3, 12)));
    append(Layout.control(ID), first, copy(signal(4, 15)), others.seal(signal(4, 15)), second);
    loop.pollOnce();
    assertEquals(List.of(10, 12), command.signals);
    append(Layout.control(ID), first, second, seals.stdin().seal(signal(9, 15)));
    loop.pollOnce();
    assertEquals(List.of(10, 12), command.signals);
  }

  @Test
  void whatOthersWriteIsNoSignOfLife() throws Exception {
    ControlLoop loop = control();
    for (int i = 0; i < 31; i++) {
      append(Layout.control(ID), codec.encodeControl(i, new ControlRecord.Alive(), ticker.now()));
      loop.pollOnce();
      ticker.advance(Duration.ofSeconds(1));
    }
    loop.pollOnce();
    assertEquals(List.of(1), command.signals);
  }

  @Test
  void inputBeginsWithItsFirstRecord() throws Exception {
    StdinFeed feed = feed();
    append(Layout.stdin(ID), seals.stdin().seal(input(1, "second")));
    for (int i = 0; i < 8; i++) {
      feed.pollOnce();
      ticker.advance(Duration.ofSeconds(1));
    }
    assertEquals("", command.input.toString(StandardCharsets.UTF_8));
    assertTrue(feed.failure().contains("record 0 is missing"), feed.failure());
  }

  @Test
  void inputAndItsEndAreTheClients() throws Exception {
    StdinFeed feed = feed();
    append(Layout.stdin(ID), input(0, "forged"), seals.stdin().seal(input(0, "signed")));
    feed.pollOnce();
    append(Layout.stdin(ID), codec.encodeStdinEof(new StdinRecord.Eof(1, -1, null), ticker.now()));
    feed.pollOnce();
    assertEquals("signed", command.input.toString(StandardCharsets.UTF_8));
    assertFalse(command.inputEnded);
    StdinRecord.Eof end = new StdinRecord.Eof(1, 6, null);
    append(Layout.stdin(ID), seals.stdin().seal(codec.encodeStdinEof(end, ticker.now())));
    feed.pollOnce();
    assertTrue(command.inputEnded);
  }

  @Test
  void onlyAnAnswerToThisWorkersQuestionConfirms() throws Exception {
    String earlier = "0123456789abcdef";
    append(Layout.control(ID), seals.control().seal(answer(0, earlier)));
    Confirmation confirmation = new Confirmation(transport, transport, ticker, LIMIT);
    try (StreamLog stream = stream();
        LogTail tail = transport.tail(Layout.stream(ID), 0)) {
      boolean[] answered = new boolean[1];
      boolean confirmed =
          confirmation.obtain(
              ID,
              stream,
              seals.control(),
              () -> {
                if (!answered[0]) {
                  answered[0] = true;
                  answerQuestion(tail, others);
                  answerQuestion(transport.tail(Layout.stream(ID), 0), seals.control());
                }
                return false;
              });
      assertTrue(confirmed);
    }
  }

  @Test
  void aClientThatDoesNotAnswerInTimeConfirmsNothing() throws Exception {
    append(Layout.control(ID), answer(0, "unsigned"));
    Confirmation confirmation = new Confirmation(transport, transport, ticker, LIMIT);
    try (StreamLog stream = stream()) {
      boolean confirmed =
          confirmation.obtain(
              ID,
              stream,
              seals.control(),
              () -> {
                ticker.advance(Duration.ofSeconds(4));
                return false;
              });
      assertFalse(confirmed);
    }
  }

  private void answerQuestion(LogTail stream, RecordSeal seal) {
    try {
      for (ByteBuffer record : stream.read(LIMIT)) {
        if (codec.decodeStream(record) instanceof StreamRecord.AuthChallenge asked) {
          append(Layout.control(ID), seal.seal(answer(1, asked.challenge())));
        }
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private ByteBuffer answer(long seq, String challenge) {
    return codec.encodeControl(seq, new ControlRecord.AuthAnswer(challenge), ticker.now());
  }

  private ByteBuffer signal(long seq, int number) {
    return codec.encodeControl(seq, new ControlRecord.Signal(number), ticker.now());
  }

  private ByteBuffer input(long seq, String text) {
    byte[] bytes = bytes(text);
    return copy(codec.encodeStdin(seq, bytes, bytes.length, ticker.now()));
  }

  private void append(Key key, ByteBuffer... records) throws Exception {
    try (LogAppender appender = transport.appender(key, LIMIT)) {
      for (ByteBuffer each : records) {
        appender.append(List.of(each.duplicate()), LIMIT);
      }
    }
  }

  private static ByteBuffer copy(ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.duplicate().get(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private StreamLog stream() {
    return new StreamLog(transport, ticker, Layout.stream(ID), FlowLimits.of(0, 0), LIMIT);
  }

  private StdinFeed feed() {
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), LIMIT);
    PatientTail tail = new PatientTail(transport, ticker, Layout.stdin(ID));
    return new StdinFeed(tail, command, stream(), rhythm, ticker, log, "s", seals.stdin());
  }

  private ControlLoop control() {
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), LIMIT);
    return new ControlLoop(
        transport.tail(Layout.control(ID), 0),
        command,
        stream(),
        feed(),
        rhythm,
        new Waiter(transport, List.of(Layout.session(ID)), Waiter.ALWAYS),
        ticker,
        log,
        "s",
        Duration.ofSeconds(30),
        seals.control());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
