package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGHUP;
import static dev.pigeon.os.SignalNumber.SIGKILL;
import static dev.pigeon.os.SignalNumber.SIGTERM;

import dev.pigeon.auth.RecordSeal;
import dev.pigeon.liveness.Silence;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Follows control.jsonl: signals, sizes and acknowledgements act at once. A client that shows signs
 * of life and then stops doing so is taken for gone, and its command is hung up.
 */
final class ControlLoop implements Runnable {
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final Duration CLOSE_LOOK = Duration.ofSeconds(1);
  private static final int[] HANG_UP = {SIGHUP, SIGTERM, SIGKILL};
  private static final long STEP_MILLIS = 5000;

  private final LogTail tail;
  private final Command command;
  private final StreamLog stream;
  private final StdinFeed feed;
  private final Rhythm rhythm;
  private final Waiter waiter;
  private final WorkerLog log;
  private final String prefix;
  private final long lostAfterMillis;
  private final Silence silence;
  private final RecordSeal seal;
  private final RecordCodec codec = new RecordCodec();
  private long lastSeq = -1;
  private BooleanSupplier writable = () -> true;
  private boolean suspended;
  private int hungUp;
  private boolean left;
  private boolean complained;
  private final VainWait vainWait;
  private Consumer<String> outputLost = flaw -> {};
  private volatile boolean stopped;

  /**
   * @param lostAfter how long a client may give no sign of life; zero for one that gives none
   * @param seal for records that must be signed; null for records that need not
   */
  ControlLoop(
      LogTail tail,
      Command command,
      StreamLog stream,
      StdinFeed feed,
      Rhythm rhythm,
      Waiter waiter,
      Ticker ticker,
      WorkerLog log,
      String prefix,
      Duration lostAfter,
      RecordSeal seal) {
    this.seal = seal;
    this.tail = tail;
    this.command = command;
    this.stream = stream;
    this.feed = feed;
    this.rhythm = rhythm;
    this.waiter = waiter;
    this.log = log;
    this.prefix = prefix;
    lostAfterMillis = lostAfter.toMillis();
    silence = new Silence(ticker);
    vainWait = new VainWait(ticker);
  }

  /**
   * Has a client's silence count only while this worker itself can write to the store.
   *
   * @param writable asked at each look that finds nothing
   */
  ControlLoop judgingOnlyWhile(BooleanSupplier writable) {
    this.writable = writable;
    return this;
  }

  /**
   * Has somebody told if output that was written does not come to the client.
   *
   * @param told what is missing, in words
   */
  ControlLoop tellingOfLostOutput(Consumer<String> told) {
    outputLost = told;
    return this;
  }

  @Override
  public void run() {
    while (!stopped) {
      if (!pollOnce()) {
        try {
          waiter.await(rhythm.nextDelay(), CLOSE_LOOK);
        } catch (TransportException e) {
          return; // closed, as the session or the whole transport
        }
        feed.nudge();
      }
    }
  }

  /** Acts on what is there; true if there was something. */
  boolean pollOnce() {
    List<ByteBuffer> records;
    try {
      records = tail.read(LIMIT);
    } catch (TransportException e) {
      if (e.kind() == FailureKind.CORRUPT || e.kind() == FailureKind.REFUSED) {
        complain(" gets no signals: " + e.getMessage());
        silence.none(); // what is there is not believed: it is no sign of the client's
        missClient();
      } else {
        silence.unseen(); // this one is the store's
      }
      return false;
    }
    boolean heard = false;
    for (ByteBuffer record : records) {
      heard |= take(record);
    }
    if (heard) {
      silence.sign();
      rhythm.progress();
    } else if (hungUp == 0 && !left && !writable.getAsBoolean()) {
      silence.unseen(); // who cannot write here does not judge one who writes nothing
    } else {
      silence.none();
      missClient();
    }
    return !records.isEmpty();
  }

  /** Whether the client was taken for gone. */
  boolean clientLost() {
    return hungUp > 0;
  }

  /** What to tell a client that was taken for gone and is there after all; null if none was. */
  String clientLoss() {
    return hungUp == 0 || left
        ? null
        : "the client gave no sign of life for "
            + lostAfterMillis / 1000
            + " s, as if it were stopped or cut off; its command was hung up";
  }

  void stop() {
    stopped = true;
    waiter.close();
  }

  /** Acts on a record; whether it was the client's. */
  private boolean take(ByteBuffer bytes) {
    ControlRecord record;
    try {
      if (seal != null && !isNext(bytes)) {
        complain(" skipped a control record that its client did not sign, or not now");
        return false;
      }
      record = codec.decodeControl(bytes);
    } catch (MalformedJson e) {
      complain(" skipped a broken control record: " + e.getMessage());
      return true;
    }
    if (!(record instanceof ControlRecord.Ack)) {
      // One that was under way when the client stopped is no sign that it goes on.
      suspended = record instanceof ControlRecord.Suspended;
    }
    if (record instanceof ControlRecord.Left && !left) {
      left = true;
      hungUp = Math.max(hungUp, 1); // it sent HUP itself
      stream.clientGone();
    }
    if (record instanceof ControlRecord.Signal signal) {
      if (signal.number() > 0 && signal.number() < 65) {
        log.event(WorkerLog.Topic.SIGNAL, prefix + " signal " + signal.number());
        command.signal(signal.number());
      }
    } else if (record instanceof ControlRecord.Resize resize) {
      command.resize(resize.size());
    } else if (record instanceof ControlRecord.Ack ack) {
      stream.acknowledged(ack.bytes(), ack.segments());
    } else if (record instanceof ControlRecord.Alive alive) {
      makeGood(alive);
    }
    return true;
  }

  /** What it says besides: records of any of the three logs may have been lost on their way. */
  private void makeGood(ControlRecord.Alive alive) {
    if (alive.bytes() >= 0) {
      stream.acknowledged(alive.bytes(), false);
    }
    feed.promised(alive.input());
    if (vainWait.isVain(alive.awaits(), stream.written())) {
      outputLost.accept(
          "the output is incomplete: record " + alive.awaits() + " was lost on its way");
    }
  }

  /** Whether a record is signed, and none that was here before: each has a higher number. */
  private boolean isNext(ByteBuffer bytes) throws MalformedJson {
    if (!seal.fits(bytes)) {
      return false;
    }
    long seq = RecordCodec.seqOf(bytes);
    boolean next = seq > lastSeq;
    lastSeq = Math.max(lastSeq, seq);
    return next;
  }

  /** One line, however much of it is broken. */
  private void complain(String fault) {
    if (!complained) {
      complained = true;
      log.warn(prefix + fault);
    }
  }

  private void missClient() {
    if (hungUp == HANG_UP.length || !left && (lostAfterMillis == 0 || suspended)) {
      return;
    }
    if (silence.lasts().toMillis() >= (left ? 0 : lostAfterMillis) + hungUp * STEP_MILLIS) {
      int signal = HANG_UP[hungUp++];
      log.warn(
          prefix
              + (left ? " its client left " : " its client has given no sign of life for ")
              + silence.lasts().toSeconds()
              + (left ? " s ago; sending signal " : " s; sending signal ")
              + signal);
      stream.clientGone();
      command.signal(signal);
    }
  }
}
