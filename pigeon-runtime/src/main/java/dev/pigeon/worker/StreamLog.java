package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.OutputTotals;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.StreamRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The worker's side of stream.jsonl. Any thread may write; while the client acknowledges, no more
 * than its window lies unread, and who writes more waits.
 */
final class StreamLog implements AutoCloseable {
  private static final int FINISH_TRIES = 5;

  private final Transport transport;
  private final Ticker ticker;
  private final Key log;
  private final long window;
  private final Duration limit;
  private final RecordCodec codec = new RecordCodec();
  private LogAppender appender;
  private long seq;
  private OutputTotals totals = OutputTotals.NONE;
  private long acked;
  private boolean unlimited;

  /**
   * @param window unread bytes after which a writer waits; 0 for a client that does not acknowledge
   */
  StreamLog(Transport transport, Ticker ticker, Key log, long window, Duration limit)
      throws TransportException {
    this.transport = transport;
    this.ticker = ticker;
    this.log = log;
    this.window = window;
    this.limit = limit;
    unlimited = window == 0;
    appender = transport.appender(log, limit);
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

  /** Appends output; waits while the client has too much unread. */
  synchronized void output(OutputChannel channel, byte[] data, int length)
      throws TransportException {
    while (!unlimited && totals.sum() - acked > window) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    append(codec.encodeOutput(seq++, channel, data, length, ticker.now()));
    totals = totals.plus(channel, length);
  }

  /** The client has so many bytes. */
  synchronized void acknowledged(long bytes) {
    acked = Math.max(acked, bytes);
    notifyAll();
  }

  /** Nobody is going to acknowledge any more: no writer waits from now on. */
  synchronized void unlimited() {
    unlimited = true;
    notifyAll();
  }

  /**
   * Writes the last record, after a message if there is one. The record decides whether the client
   * ever returns, so a failed append is tried again with a fresh appender.
   */
  synchronized void finish(String error, int exitCode, int rawReturnCode)
      throws TransportException {
    TransportException failure = null;
    for (int i = 0; i < FINISH_TRIES; i++) {
      try {
        if (failure != null) {
          appender.close();
          appender = transport.appender(log, limit);
        }
        if (error != null) {
          append(codec.encodeWorkerError(error, ticker.now()));
        }
        append(
            codec.encodeExit(
                new StreamRecord.Exit(exitCode, rawReturnCode, totals), ticker.now()));
        return;
      } catch (TransportException e) {
        failure = e;
        if (!e.kind().retryable()) {
          break;
        }
      }
    }
    throw failure;
  }

  @Override
  public synchronized void close() {
    appender.close();
  }

  private void append(ByteBuffer record) throws TransportException {
    appender.append(List.of(record), limit);
  }
}
