package dev.pigeon.worker;

import dev.pigeon.flow.AckWindow;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.flow.SegmentedLog;
import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.OutputTally;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.StreamRecord;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The worker's side of stream.jsonl. Any thread may write; while the client acknowledges, no more
 * than its window lies unread, and who writes more waits. So does who writes while the store fails:
 * a record is written again until it gets through, and readers drop what came twice by its number.
 */
final class StreamLog implements AutoCloseable {
  private final Ticker ticker;
  private final SegmentedLog log;
  private final AckWindow window;
  private final RecordCodec codec = new RecordCodec();
  private final Pause retry = new Pause();
  private final Persistence store;
  private long seq;
  private final OutputTally tally = new OutputTally();
  private TransportException lost;
  private volatile long written;
  private volatile boolean abandoned;
  private volatile boolean unread;

  /**
   * @param log the key of its first segment
   */
  StreamLog(Transport transport, Ticker ticker, Key log, FlowLimits limits, Duration limit) {
    this.ticker = ticker;
    this.log = new SegmentedLog(transport, log, limits, limit);
    window = new AckWindow(limits.window());
    store = new Persistence(ticker, () -> abandoned, retry);
  }

  synchronized void started() throws TransportException {
    append(codec.encodeStarted(ticker.now()), 0);
  }

  synchronized void authChallenge(String challenge) throws TransportException {
    append(codec.encodeAuthChallenge(challenge, ticker.now()), 0);
  }

  synchronized void ptyFallback() throws TransportException {
    append(codec.encodePtyFallback(ticker.now()), 0);
  }

  synchronized void stdinAck(long bytes) throws TransportException {
    append(codec.encodeStdinAck(bytes, ticker.now()), 0);
  }

  /**
   * Appends output; waits while the client has too much unread. After a failure every later call
   * fails too: what a reader gets is a beginning, without a gap.
   */
  void output(OutputChannel channel, byte[] data, int length) throws TransportException {
    boolean hasRoom = window.awaitRoom();
    if (unread && window.isFull()) {
      return; // or a command that does not end by its hang-up would fill the store
    }
    synchronized (this) {
      if (!hasRoom) {
        lost = new TransportException(FailureKind.CLOSED, "the worker's thread was interrupted");
      }
      if (lost != null) {
        throw lost;
      }
      try {
        goOn();
        append(codec.encodeOutput(seq++, channel, data, length, ticker.now()), length);
      } catch (TransportException e) {
        lost = e;
        throw e;
      }
      tally.add(channel, ByteBuffer.wrap(data, 0, length));
      written = seq;
    }
    window.wrote(length);
  }

  /**
   * The client has so many bytes. Waits for no write, as a signal must not wait behind this.
   *
   * @param segments whether it follows the stream into further segments
   */
  void acknowledged(long bytes, boolean segments) {
    log.acknowledged(bytes, segments);
    window.acknowledged(bytes);
  }

  /** How many records of output the store has taken. Any thread, without waiting. */
  long written() {
    return written;
  }

  /**
   * Nobody is going to read on: no writer waits from now on; what the store does not take at once,
   * or what exceeds the window, is lost. Waits for no write.
   */
  void clientGone() {
    unread = true;
    window.unlimited();
    abandon();
  }

  /** From now on what the store does not take at once is lost. Any thread. */
  void abandon() {
    abandoned = true;
    retry.close();
  }

  /** Writes the last record, after a message if there is one. */
  synchronized void finish(String error, int exitCode, int rawReturnCode)
      throws TransportException {
    if (error != null) {
      append(codec.encodeWorkerError(error, ticker.now()), 0);
    }
    StreamRecord.Exit exit =
        new StreamRecord.Exit(exitCode, rawReturnCode, tally.totals(), tally.digests());
    append(codec.encodeExit(exit, ticker.now()), 0);
  }

  @Override
  public synchronized void close() {
    log.close();
  }

  private void goOn() throws TransportException {
    if (log.isFull() && log.openNext()) {
      append(codec.encodeNext(log.nextSegment(), seq, ticker.now()), 0);
      log.goOn();
    }
  }

  private void append(ByteBuffer record, int bytes) throws TransportException {
    store.persistIn(() -> log.append(record.duplicate(), bytes));
  }
}
