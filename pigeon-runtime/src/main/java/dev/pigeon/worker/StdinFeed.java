package dev.pigeon.worker;

import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.StdinRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Carries stdin.jsonl to the command. A thread of its own, because a command that does not read
 * blocks it and signals must still get through.
 */
final class StdinFeed implements Runnable {
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final long ACK_EVERY = 4 << 20;

  private final LogTail tail;
  private final Command command;
  private final StreamLog stream;
  private final Rhythm rhythm;
  private final WorkerLog log;
  private final String prefix;
  private final Pause pause = new Pause();
  private final RecordCodec codec = new RecordCodec();
  private long nextSeq;
  private long handed;
  private long acked;
  private boolean commandReads = true;
  private boolean ended;
  private volatile boolean stopped;

  StdinFeed(
      LogTail tail,
      Command command,
      StreamLog stream,
      Rhythm rhythm,
      WorkerLog log,
      String prefix) {
    this.tail = tail;
    this.command = command;
    this.stream = stream;
    this.rhythm = rhythm;
    this.log = log;
    this.prefix = prefix;
  }

  @Override
  public void run() {
    while (!stopped && !ended) {
      if (!pollOnce()) {
        pause.await(rhythm.nextDelay());
      }
    }
  }

  /** Hands over what is there; true if there was something. */
  boolean pollOnce() {
    try {
      List<ByteBuffer> records = tail.read(LIMIT);
      for (ByteBuffer record : records) {
        take(record);
      }
      if (!records.isEmpty()) {
        rhythm.progress();
      }
      return !records.isEmpty();
    } catch (TransportException e) {
      return false; // looked at again at the next poll; the heartbeat loop reports a sick share
    }
  }

  /** Something may have come. */
  void nudge() {
    pause.wake();
  }

  void stop() {
    stopped = true;
    pause.close();
  }

  private void take(ByteBuffer bytes) throws TransportException {
    StdinRecord record;
    try {
      record = codec.decodeStdin(bytes);
    } catch (MalformedJson e) {
      log.warn(prefix + " skipped a broken record of input: " + e.getMessage());
      return;
    }
    if (record instanceof StdinRecord.Data data) {
      if (data.seq() >= 0 && data.seq() < nextSeq) {
        return; // a repeated record
      }
      nextSeq = data.seq() + 1;
      log.preview(WorkerLog.Topic.INPUT, prefix, data.data());
      hand(data.data());
    } else if (record instanceof StdinRecord.Eof) {
      end();
    }
  }

  private void hand(ByteBuffer data) throws TransportException {
    int count = data.remaining();
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
      stream.stdinAck(handed);
    }
  }

  private void end() {
    ended = true;
    log.event(WorkerLog.Topic.INPUT, prefix + " end of input");
    try {
      command.endInput();
    } catch (IOException e) {
      // It closed its input itself.
    }
  }
}
