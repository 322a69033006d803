package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wait that only its time or {@link #wake} ends. */
final class TimedWatch implements ChangeWatch, OpenHandles.Handle {
  private final OpenHandles handles;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;
  private boolean closed;

  TimedWatch(OpenHandles handles) {
    this.handles = handles;
  }

  @Override
  public boolean await(Duration limit) throws TransportException {
    long left = Limit.nanos(limit);
    lock.lock();
    try {
      while (!woken && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        throw new TransportException(FailureKind.CLOSED, "cannot wait for changes: it was closed");
      }
      boolean result = woken;
      woken = false;
      return result;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          FailureKind.CLOSED, "cannot wait for changes: the thread was interrupted");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    handles.remove(this);
    end();
  }

  @Override
  public void end() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
