package dev.pigeon.spi.testing;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for changes in a {@link MemoryStore}; every permit is a hint or a wake. */
final class MemoryWatch implements ChangeWatch {
  private final MemoryStore store;
  private final Semaphore hints = new Semaphore(0);
  private volatile boolean closed;

  MemoryWatch(MemoryStore store, List<Key> folders) {
    this.store = store;
    List<Key> watched = List.copyOf(folders);
    store.listen(this, key -> hint(watched, key));
  }

  private void hint(List<Key> watched, Key changed) {
    for (Key folder : watched) {
      boolean inside = folder.path().isEmpty() || changed.path().startsWith(folder.path() + '/');
      boolean above = folder.path().startsWith(changed.path());
      if (inside || above) {
        hints.release();
        return;
      }
    }
  }

  @Override
  public boolean await(Duration limit) throws TransportException {
    try {
      boolean hint = !closed && hints.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
      hints.drainPermits();
      if (closed) {
        hints.release();
        throw new TransportException(FailureKind.CLOSED, "cannot wait: the watch was closed");
      }
      return hint;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new TransportException(FailureKind.CLOSED, "cannot wait: the thread was interrupted");
    }
  }

  @Override
  public void wake() {
    hints.release();
  }

  @Override
  public void close() {
    closed = true;
    store.ignore(this);
    hints.release();
  }
}
