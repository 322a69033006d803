package dev.pigeon.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits by looking again; a wait that was in vain tells what the last look saw. */
final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private Eventually() {}

  /** Looks until {@code good} accepts what was seen, and returns that. */
  static <T> T see(String what, Callable<T> look, Predicate<? super T> good) throws Exception {
    return see(what, LIMIT, look, good);
  }

  static <T> T see(String what, Duration limit, Callable<T> look, Predicate<? super T> good)
      throws Exception {
    long start = System.nanoTime();
    while (true) {
      T seen = look.call();
      if (good.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "not seen within " + limit.toSeconds() + " s: " + what + "; last seen: " + seen);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  /** Lets time pass, where the passing itself is what a test is about. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
