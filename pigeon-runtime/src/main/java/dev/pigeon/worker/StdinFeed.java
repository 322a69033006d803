package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGHUP;

import dev.pigeon.auth.RecordSeal;
import dev.pigeon.liveness.Silence;
import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.RunningDigest;
import dev.pigeon.wire.StdinRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Carries stdin.jsonl to the command. A thread of its own, because a command that does not read
 * blocks it and signals must still get through. Where a part of the input stays away, the command
 * gets what came before it, no end of input, and is hung up.
 */
final class StdinFeed implements Runnable {
  private static final Duration LIMIT = Duration.ofSeconds(12);

  /** Where the store shows at once what is there: time for a client to write what it has said. */
  static final Duration OWED_FOR = Duration.ofSeconds(5);

  /** Beyond it the worker stood still, or its command did not read. */
  private static final Duration GAP = Duration.ofSeconds(15);

  private static final long ACK_EVERY = 4 << 20;
  private static final Duration FIRST_REMINDER = Duration.ofMillis(200);

  private final PatientTail tail;
  private final Command command;
  private final StreamLog stream;
  private final Rhythm rhythm;
  private final WorkerLog log;
  private final String prefix;
  private final RecordSeal seal;
  private final Pause pause = new Pause();
  private final RecordCodec codec = new RecordCodec();
  private final RunningDigest digest = new RunningDigest();
  private final Silence silence;
  private long nextSeq;
  private long handed;
  private long acked;
  private boolean commandReads = true;
  private boolean ended;
  private Duration reminder = FIRST_REMINDER;
  private boolean complained;
  private volatile long promised;
  private Duration owedFor = OWED_FOR;
  private BooleanSupplier writable = () -> true;
  private volatile boolean stopped;
  private volatile String failure;

  /**
   * @param seal for input that must be signed; null for input that need not
   */
  StdinFeed(
      PatientTail tail,
      Command command,
      StreamLog stream,
      Rhythm rhythm,
      Ticker ticker,
      WorkerLog log,
      String prefix,
      RecordSeal seal) {
    this.seal = seal;
    silence = new Silence(ticker);
    this.tail = tail;
    this.command = command;
    this.stream = stream;
    this.rhythm = rhythm;
    this.log = log;
    this.prefix = prefix;
  }

  /**
   * Has input that its client wrote counted as lost only after so long, and only while this worker
   * itself can write to the store.
   *
   * @param limit for how long the store may hide what is there
   * @param writable asked at each look that finds nothing
   */
  StdinFeed awaitingOwed(Duration limit, BooleanSupplier writable) {
    owedFor = limit;
    this.writable = writable;
    return this;
  }

  @Override
  public void run() {
    while (!stopped && !ended) {
      if (!pollOnce()) {
        pause.await(rhythm.nextDelay());
      }
    }
    while (!stopped && failure == null && command.missesEndOfInput()) {
      pause.await(remind());
    }
  }

  /**
   * Tells the end of the input again if it is time to, each time after twice as long since the end:
   * soon for whom that one waits, and seldom for a command that never reads.
   *
   * @return the time until the next one
   */
  Duration remind() {
    Duration since = rhythm.silence();
    if (since.compareTo(reminder) >= 0) {
      tellEnd();
      reminder = since.multipliedBy(2);
    }
    return reminder.minus(since);
  }

  /** Hands over what is there; true if there was something. */
  boolean pollOnce() {
    try {
      List<ByteBuffer> records = tail.read(LIMIT);
      for (int i = 0; i < records.size() && !ended && !tail.hasMoved(); i++) {
        String flaw = take(records.get(i));
        if (flaw != null) {
          if (!tail.again()) {
            fail(flaw);
          }
          return false;
        }
      }
      if (!records.isEmpty()) {
        rhythm.progress();
        silence.sign();
      } else {
        searchOn();
      }
      return !records.isEmpty();
    } catch (TransportException e) {
      // A sick share is looked at again at the next poll, and the heartbeat loop reports it.
      boolean hopeless =
          e.kind() == FailureKind.REFUSED || e.kind() == FailureKind.CORRUPT && !tail.again();
      if (hopeless) {
        fail(e.getMessage());
      }
      return false;
    }
  }

  /** Nothing has come: perhaps it went on elsewhere, or was lost. */
  private void searchOn() throws TransportException {
    if (handed > 0) {
      tail.followUnnamed(rhythm.silence(), LIMIT);
    }
    silence.skipGap(GAP);
    if (nextSeq >= promised || tail.hasMoved()) {
      silence.sign();
    } else if (!writable.getAsBoolean()) {
      silence.unseen();
    } else {
      silence.none();
      if (silence.lasts().compareTo(owedFor) >= 0) {
        fail(missing());
      }
    }
  }

  /**
   * The client has so many records of input in the store. Any thread.
   *
   * @param records since the start; fewer than were known count for nothing
   */
  void promised(long records) {
    promised = Math.max(promised, records);
  }

  /** Why the command did not get its input; null if it did, or ended without it. */
  String failure() {
    return failure;
  }

  /** Something may have come. */
  void nudge() {
    pause.wake();
  }

  void stop() {
    stopped = true;
    pause.close();
  }

  /** Takes one record; returns what keeps it from being the next one, or null. */
  private String take(ByteBuffer bytes) {
    StdinRecord record;
    try {
      if (seal != null && !seal.fits(bytes)) {
        throw new MalformedJson("it is not signed with the key of its session");
      }
      record = codec.decodeStdin(bytes);
    } catch (MalformedJson e) {
      if (!complained) {
        complained = true;
        log.warn(prefix + " skipped a broken record of input: " + e.getMessage());
      }
      tail.doubt();
      return null;
    }
    if (record instanceof StdinRecord.Data data) {
      if (data.seq() >= 0 && data.seq() < nextSeq) {
        return null; // a repeated record
      }
      if (isTooEarly(data.seq())) {
        return missing();
      }
      nextSeq = data.seq() + 1;
      tail.sound();
      if (data.seq() < 0) {
        tail.unnumbered();
      }
      log.preview(WorkerLog.Topic.INPUT, prefix, data.data());
      hand(data.data());
    } else if (record instanceof StdinRecord.Eof eof) {
      if (isTooEarly(eof.seq())) {
        return missing();
      }
      if (eof.bytes() >= 0 && eof.bytes() != handed) {
        return handed + " of " + eof.bytes() + " bytes came";
      }
      if (digest.contradicts(eof.digest())) {
        return "it has " + digest.text() + " here and " + eof.digest() + " at its client";
      }
      end();
    } else if (record instanceof StdinRecord.Next next) {
      if (isTooEarly(next.seq())) {
        return missing();
      }
      tail.follow(next.segment());
    } else {
      tail.doubt();
    }
    return null;
  }

  /** Whether a record before this one is missing; a foreign client may begin at any number. */
  private boolean isTooEarly(long seq) {
    return seq > nextSeq && (nextSeq > 0 || seal != null || tail.inDoubt());
  }

  private String missing() {
    return "record " + nextSeq + " is missing or broken";
  }

  private void fail(String flaw) {
    ended = true;
    failure = "the input is incomplete: " + flaw;
    log.warn(prefix + ' ' + failure + "; hanging its command up");
    command.signal(SIGHUP);
  }

  private void hand(ByteBuffer data) {
    int count = data.remaining();
    digest.update(data);
    if (commandReads) {
      try {
        command.input().write(data.array(), data.arrayOffset() + data.position(), count);
        command.input().flush();
      } catch (IOException e) {
        commandReads = false; // the command closed its input: the rest has nowhere to go
      }
    }
    handed += count;
    if (handed - acked >= ACK_EVERY) {
      acked = handed;
      acknowledge();
    }
  }

  private void acknowledge() {
    try {
      stream.stdinAck(handed);
    } catch (TransportException e) {
      log.warn(prefix + " could not acknowledge input: " + e.getMessage());
    }
  }

  private void end() {
    ended = true;
    log.event(WorkerLog.Topic.INPUT, prefix + " end of input");
    rhythm.progress();
    tellEnd();
  }

  private void tellEnd() {
    try {
      command.endInput();
    } catch (IOException e) {
      // It closed its input itself.
    }
  }
}
