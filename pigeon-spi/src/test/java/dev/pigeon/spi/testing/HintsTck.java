package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A wait ends by a wake, by its time, and, where that is declared, by a change. */
public abstract class HintsTck extends TransportTck {
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Key FOLDER = Key.of("folder/inner");

  @Test
  void waitEndsWithItsTime() throws Exception {
    try (ChangeWatch watch = here.watch(List.of(FOLDER))) {
      settle(watch);
    }
  }

  @Test
  void wakeEndsTheNextWait() throws Exception {
    try (ChangeWatch watch = here.watch(List.of(FOLDER))) {
      settle(watch);
      watch.wake();
      assertTrue(promptly(watch));
    }
  }

  @Test
  void wakeEndsABlockedWait() throws Exception {
    try (ChangeWatch watch = here.watch(List.of(FOLDER))) {
      settle(watch);
      FutureTask<Boolean> wait = new FutureTask<>((Callable<Boolean>) () -> promptly(watch));
      Thread thread = new Thread(wait);
      thread.start();
      watch.wake();
      thread.join();
      assertTrue(wait.get());
    }
  }

  @Test
  void changesThereEndWaitsHere() throws Exception {
    assumeTrue(here.traits().can(Capability.CHANGE_HINTS), "change hints are not declared");
    there.replace(FOLDER.resolve("old"), bytes("x"), LIMIT);
    try (ChangeWatch watch = here.watch(List.of(FOLDER));
        LogAppender appender = there.appender(FOLDER.resolve("log"), LIMIT)) {
      settle(watch);
      there.replace(FOLDER.resolve("old"), bytes("y"), LIMIT);
      assertTrue(promptly(watch), "no hint of a replaced document");
      settle(watch);
      there.create(FOLDER.resolve("new"), bytes("x"), LIMIT);
      assertTrue(promptly(watch), "no hint of a created document");
      settle(watch);
      appender.append(records("one"), LIMIT);
      assertTrue(promptly(watch), "no hint of a record");
      settle(watch);
      there.delete(FOLDER.resolve("old"), LIMIT);
      assertTrue(promptly(watch), "no hint of a deleted document");
    }
  }

  @Test
  void watchedFolderMayComeAndGo() throws Exception {
    assumeTrue(here.traits().can(Capability.CHANGE_HINTS), "change hints are not declared");
    try (ChangeWatch watch = here.watch(List.of(FOLDER))) {
      for (int i = 0; i < 3; i++) {
        settle(watch);
        there.replace(FOLDER.resolve("new"), bytes("x"), LIMIT);
        assertTrue(promptly(watch), "no hint of a folder that came");
        settle(watch);
        there.replace(FOLDER.resolve("newer"), bytes("x"), LIMIT);
        assertTrue(promptly(watch), "no hint of a change in a folder that came");
        settle(watch);
        there.delete(FOLDER.parent(), LIMIT);
        assertTrue(promptly(watch), "no hint of a folder that went");
      }
    }
  }

  /** Lets hints of the past end, and those that come for nothing. */
  private static void settle(ChangeWatch watch) throws TransportException {
    int hints = 0;
    while (watch.await(SHORT)) {
      assertTrue(++hints < 500, "hints without end");
    }
  }

  private static boolean promptly(ChangeWatch watch) throws TransportException {
    long start = System.nanoTime();
    boolean hint = watch.await(LONG);
    return hint && System.nanoTime() - start < LONG.toNanos() / 2;
  }
}
