package dev.pigeon.it;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests run in two lanes. One that takes a figure of single milliseconds has both for that time: in
 * the figure is what pigeon takes, not what the test beside it does.
 */
public final class Lanes implements BeforeEachCallback, AfterEachCallback {
  private static final int COUNT = 2;
  private static final Semaphore FREE = new Semaphore(COUNT, true);

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    FREE.acquire();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    FREE.release();
  }

  /**
   * Does something while no other test runs; to be called from a test. Waits for that one's end.
   */
  static <T> T alone(Callable<T> work) throws Exception {
    FREE.release(); // two who want that at the same time would wait for each other
    FREE.acquireUninterruptibly(COUNT);
    try {
      return work.call();
    } finally {
      FREE.release(COUNT - 1);
    }
  }
}
