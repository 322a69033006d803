package dev.pigeon.worker;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.OutputChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries one output of a command to the session's stream until it ends; a thread each. While the
 * store is slow the pipe fills up meanwhile, so the next piece is larger: batching by itself. Where
 * the store is fast, {@link Coalescing} does it.
 */
final class OutputPump implements Runnable {
  private static final int PIECE = 96 * 1024;

  private final OutputChannel channel;
  private final InputStream in;
  private final StreamLog stream;
  private final WorkerLog log;
  private final String prefix;
  private final Runnable lost;
  private final Coalescing coalescing;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String failure;
  private volatile long pieces;
  private volatile boolean handing;

  /**
   * @param lost called if output can no longer be passed on; what comes then is thrown away
   */
  OutputPump(
      OutputChannel channel,
      InputStream in,
      StreamLog stream,
      Ticker ticker,
      WorkerLog log,
      String prefix,
      Runnable lost) {
    coalescing = new Coalescing(ticker);
    this.channel = channel;
    this.in = in;
    this.stream = stream;
    this.log = log;
    this.prefix = prefix;
    this.lost = lost;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[PIECE];
    try {
      for (int count = read(buffer); count >= 0; count = read(buffer)) {
        if (count > 0) {
          pieces++;
          handing = true;
          pass(buffer, count); // waits for a reader that is behind
          handing = false;
          if (channel != OutputChannel.PTY && coalescing.afterPiece(count)) {
            LockSupport.parkNanos(Coalescing.MOMENT_NANOS);
            coalescing.waited();
          }
        }
      }
    } catch (RuntimeException | Error e) {
      lose(e.toString());
      throw e;
    } finally {
      ended.countDown();
    }
  }

  private void lose(String why) {
    failure = why;
    lost.run();
  }

  private void pass(byte[] buffer, int count) {
    if (failure != null) {
      return; // read all the same: a command that blocks on a full pipe would never end
    }
    try {
      stream.output(channel, buffer, count);
    } catch (TransportException e) {
      lose(e.getMessage());
      return;
    }
    log.preview(
        WorkerLog.Topic.OUTPUT, prefix + ' ' + channel.word(), ByteBuffer.wrap(buffer, 0, count));
  }

  /** Why output could not be passed on; null if it could. */
  String failure() {
    return failure;
  }

  /** Waits for the end of the output. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Waits for the end, or until all is handed on and nothing has come for {@code millis}. */
  void awaitQuiet(long millis) throws InterruptedException {
    long seen;
    do {
      seen = pieces;
    } while (!ended.await(millis, TimeUnit.MILLISECONDS) && (handing || pieces != seen));
  }

  private int read(byte[] buffer) {
    try {
      return in.read(buffer, 0, buffer.length);
    } catch (IOException e) {
      return -1; // a pty whose last process has gone says EIO
    }
  }
}
