package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.TransportException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Runs calls in the caller's thread, without a limit: on a file system known to be local a call
 * takes microseconds and none hangs, and a hand-off to another thread would cost more than the call.
 */
final class DirectCalls implements Calls {
  private final Failures failures;
  private volatile boolean closed;

  DirectCalls(Failures failures) {
    this.failures = failures;
  }

  @Override
  public <T> T call(FileCall<T> call, Duration limit) throws TransportException {
    if (closed) {
      throw failures.closed(call.action());
    }
    try {
      return call.run();
    } catch (IOException | RuntimeException e) {
      throw closed ? failures.closed(call.action()) : failures.of(call.action(), e);
    }
  }

  @Override
  public void release(Closeable resource) {
    try {
      resource.close();
    } catch (IOException ignored) {
      // Every write was checked when it was made; nothing is lost with the handle.
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void shutDown() {}
}
