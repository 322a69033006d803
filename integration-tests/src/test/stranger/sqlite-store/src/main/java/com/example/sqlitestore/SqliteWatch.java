package com.example.sqlitestore;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Looks every few milliseconds whether anybody wrote anything: cheap, and seldom in vain. */
final class SqliteWatch implements ChangeWatch {
  private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(3);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String ACTION = "cannot wait for a change";

  private final Database database;
  private final Semaphore wakes = new Semaphore(0);
  private long seen = -1;
  private volatile boolean closed;

  SqliteWatch(Database database) {
    this.database = database;
  }

  @Override
  public boolean await(Duration limit) throws TransportException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      if (closed) {
        throw Failures.closed(ACTION);
      }
      if (changed()) {
        return true;
      }
      long left = end - System.nanoTime();
      if (woken(Math.min(left, BETWEEN_LOOKS))) {
        if (closed) {
          throw Failures.closed(ACTION);
        }
        return true;
      }
      if (left <= 0) {
        return false;
      }
    }
  }

  private boolean changed() throws TransportException {
    long before = seen;
    try {
      seen = database.version(LOOK);
    } catch (TransportException e) {
      if (e.kind() == FailureKind.CLOSED) {
        throw e;
      }
      // Out of reach: no change to be seen. The caller's own calls tell it why.
    }
    return seen != before;
  }

  private boolean woken(long nanos) throws TransportException {
    try {
      boolean woken = wakes.tryAcquire(nanos, TimeUnit.NANOSECONDS);
      wakes.drainPermits();
      return woken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(FailureKind.CLOSED, ACTION + ": interrupted", e);
    }
  }

  @Override
  public void wake() {
    wakes.release();
  }

  @Override
  public void close() {
    closed = true;
    wakes.release();
  }
}
