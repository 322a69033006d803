package dev.pigeon.worker;

import dev.pigeon.pace.Pause;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a worker does again and again beside its own loop, on a thread of its own. */
final class SideLoop {
  private static final long JOIN_MILLIS = 5000;

  private final Supplier<Duration> delay;
  private final Runnable step;
  private final BooleanSupplier done;
  private final Pause pause = new Pause();
  private final Thread thread;

  /**
   * @param delay how long to wait before the next step
   * @param done whether to end; asked before and after each wait
   */
  SideLoop(String name, Supplier<Duration> delay, Runnable step, BooleanSupplier done) {
    this.delay = delay;
    this.step = step;
    this.done = done;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** The same for what has time. */
  SideLoop inBackground() {
    thread.setPriority(Thread.MIN_PRIORITY);
    return this;
  }

  void start() {
    thread.start();
  }

  /** Ends the wait for the next step. */
  void wake() {
    pause.wake();
  }

  /** Waits no more. */
  void close() {
    pause.close();
  }

  /** Waits a few seconds for its end. */
  void join() {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!done.getAsBoolean()) {
      pause.await(delay.get());
      if (!done.getAsBoolean()) {
        step.run();
      }
    }
  }
}
