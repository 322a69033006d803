package dev.pigeon.worker;

import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.OutputTally;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.StreamRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The worker's side of stream.jsonl. Any thread may write; while the client acknowledges, no more
 * than its window lies unread, and who writes more waits. So does who writes while the store fails:
 * a record is written again until it gets through, and readers drop what came twice by its number.
 */
final class StreamLog implements AutoCloseable {
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);
  private static final long RETRY_FOR_MILLIS = 600_000;

  private final Transport transport;
  private final Ticker ticker;
  private final Key log;
  private final AckWindow window;
  private final Duration limit;
  private final RecordCodec codec = new RecordCodec();
  private final Pause retry = new Pause();
  private LogAppender appender;
  private long seq;
  private final OutputTally tally = new OutputTally();
  private TransportException lost;
  private volatile boolean abandoned;

  /**
   * @param window unread bytes after which a writer waits; 0 for a client that does not acknowledge
   */
  StreamLog(Transport transport, Ticker ticker, Key log, long window, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.log = log;
    this.window = new AckWindow(window);
    this.limit = limit;
  }

  synchronized void started() throws TransportException {
    append(codec.encodeStarted(ticker.now()));
  }

  synchronized void ptyFallback() throws TransportException {
    append(codec.encodePtyFallback(ticker.now()));
  }

  synchronized void stdinAck(long bytes) throws TransportException {
    append(codec.encodeStdinAck(bytes, ticker.now()));
  }

  /**
   * Appends output; waits while the client has too much unread. After a failure every later call
   * fails too: what a reader gets is a beginning, without a gap.
   */
  void output(OutputChannel channel, byte[] data, int length) throws TransportException {
    try {
      window.awaitRoom();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lose(new TransportException(FailureKind.CLOSED, "the worker's thread was interrupted"));
    }
    appendOutput(channel, data, length);
    window.sent(length);
  }

  private synchronized void lose(TransportException reason) {
    lost = reason;
  }

  private synchronized void appendOutput(OutputChannel channel, byte[] data, int length)
      throws TransportException {
    if (lost != null) {
      throw lost;
    }
    try {
      append(codec.encodeOutput(seq++, channel, data, length, ticker.now()));
    } catch (TransportException e) {
      lost = e;
      throw e;
    }
    tally.add(channel, ByteBuffer.wrap(data, 0, length));
  }

  /** The client has so many bytes. Never waits for the store. */
  void acknowledged(long bytes) {
    window.acknowledged(bytes);
  }

  /**
   * Nobody is going to read on: no writer waits from now on, and what the store does not take at
   * once is lost. Never waits for the store.
   */
  void clientGone() {
    window.open();
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
      append(codec.encodeWorkerError(error, ticker.now()));
    }
    StreamRecord.Exit exit =
        new StreamRecord.Exit(exitCode, rawReturnCode, tally.totals(), tally.digests());
    append(codec.encodeExit(exit, ticker.now()));
  }

  @Override
  public synchronized void close() {
    if (appender != null) {
      appender.close();
      appender = null;
    }
  }

  private void append(ByteBuffer record) throws TransportException {
    long start = ticker.nanos();
    while (true) {
      try {
        if (appender == null) {
          appender = transport.appender(log, limit);
        }
        appender.append(List.of(record.duplicate()), limit);
        return;
      } catch (TransportException e) {
        close(); // an appender that failed is broken
        boolean late = ticker.millisSince(start) > RETRY_FOR_MILLIS;
        if (abandoned || late || !e.kind().retryable()) {
          throw e;
        }
      }
      retry.await(RETRY_EVERY);
    }
  }
}
