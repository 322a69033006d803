package dev.pigeon.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** Output that nobody takes until it is closed. */
final class StuckReader extends OutputStream {
  private final CountDownLatch written = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  @Override
  public void write(int b) throws IOException {
    written.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("closed");
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    write(0);
  }

  void awaitWriter() throws InterruptedException {
    written.await();
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
