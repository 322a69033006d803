package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.TransportException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls on daemon threads, because a call on a dead network mount may block without end and
 * cannot be interrupted. Who waits too long gives up and leaves the thread behind; it comes back
 * into use once the mount answers again.
 */
final class WatchedCalls implements Calls {
  /** Bounds the threads that a dead mount can swallow. */
  private static final int MAX_THREADS = 64;

  private static final int MAX_WAITERS = 1 << 20;
  private static final long IDLE_SECONDS = 10;
  private static final long RELEASE_MILLIS = 1000;

  private final Failures failures;
  private final ThreadPoolExecutor threads;
  private final Semaphore free = new Semaphore(MAX_THREADS);
  private final Set<FutureTask<?>> waited = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  WatchedCalls(Failures failures) {
    this.failures = failures;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new DaemonThreads());
  }

  @Override
  public <T> T call(FileCall<T> call, Duration limit) throws TransportException {
    long end = System.nanoTime() + Limit.nanos(limit);
    Task<T> task = new Task<>(call, free);
    waited.add(task);
    try {
      start(task, call, limit);
      return await(task, call, end, limit);
    } catch (InterruptedException interrupted) {
      task.cancel(false);
      Thread.currentThread().interrupt();
      throw failures.interrupted(call.action());
    } catch (RejectedExecutionException | CancellationException ended) {
      throw failures.closed(call.action());
    } finally {
      waited.remove(task);
    }
  }

  private <T> void start(Task<T> task, FileCall<T> call, Duration limit)
      throws TransportException, InterruptedException {
    if (!free.tryAcquire(Limit.nanos(limit), TimeUnit.NANOSECONDS)) {
      throw failures.unanswered(call.action(), limit);
    }
    if (closed) {
      free.release();
      throw failures.closed(call.action());
    }
    threads.execute(task);
  }

  private <T> T await(Task<T> task, FileCall<T> call, long end, Duration limit)
      throws TransportException, InterruptedException {
    try {
      return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      if (!task.cancel(false)) {
        // It came just now: taking the result keeps an opened file from being lost.
        return await(task, call, end, limit);
      }
      throw failures.unanswered(call.action(), limit);
    } catch (ExecutionException failed) {
      if (closed) {
        throw failures.closed(call.action());
      }
      if (failed.getCause() instanceof TransportException known) {
        throw known;
      }
      throw failures.of(call.action(), failed.getCause());
    }
  }

  @Override
  public void release(Closeable resource) {
    FutureTask<Void> task = new FutureTask<>(new Release(resource));
    try {
      threads.execute(task);
      task.get(RELEASE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RejectedExecutionException | ExecutionException ignored) {
      // The mount is dead; the handle goes with it, or when it answers.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    // Wakes those who wait for a thread; what they do next ends with "closed".
    free.release(MAX_WAITERS);
    for (FutureTask<?> task : waited) {
      task.cancel(false);
    }
  }

  @Override
  public void shutDown() {
    threads.shutdown();
  }

  private record Work<T>(FileCall<T> work) implements Callable<T> {
    @Override
    public T call() throws IOException, TransportException {
      return work.run();
    }
  }

  private static final class Task<T> extends FutureTask<T> {
    private final FileCall<T> call;
    private final Semaphore free;

    Task(FileCall<T> call, Semaphore free) {
      super(new Work<>(call));
      this.call = call;
      this.free = free;
    }

    @Override
    public void run() {
      super.run();
      free.release();
    }

    @Override
    protected void set(T result) {
      super.set(result);
      if (isCancelled() && result != null) {
        try {
          call.discard(result);
        } catch (IOException ignored) {
          // Nobody waits for this result any more.
        }
      }
    }
  }

  private record Release(Closeable resource) implements Callable<Void> {
    @Override
    public Void call() throws IOException {
      resource.close();
      return null;
    }
  }

  private static final class DaemonThreads implements ThreadFactory {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "pigeon-sharedfs-" + COUNT.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
