package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.ChangeWatch;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * The kernel's events for some folders, on a daemon thread, told to a watch. A folder that is
 * absent, or goes, is watched for through the nearest folder above it.
 */
final class FolderEvents implements Runnable {
  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_MODIFY,
    StandardWatchEventKinds.ENTRY_DELETE
  };

  private static final long CROWDED_NANOS = 1_000_000;

  private final Path root;
  private final List<Path> folders;
  private final BiConsumer<Path, String> came;
  private final ChangeWatch told;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private volatile WatchService service;
  private volatile boolean complete;
  private long lastTold = System.nanoTime() - CROWDED_NANOS;

  /**
   * @param came told of each folder and new name in it, before {@code told} is woken
   */
  FolderEvents(Path root, List<Path> folders, BiConsumer<Path, String> came, ChangeWatch told) {
    this.root = root;
    this.folders = folders;
    this.came = came;
    this.told = told;
  }

  /** Asks the kernel for events; when this returns, no later change goes unnoticed. */
  void start() {
    try {
      service = root.getFileSystem().newWatchService();
    } catch (IOException noInstances) {
      // The kernel's limit for this user is reached; complete() stays false and the caller polls.
      return;
    }
    complete = registerAll();
    Thread thread = new Thread(this, "pigeon-folder-events");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether every folder, or one above it, is watched. */
  boolean complete() {
    return complete;
  }

  /** Ends the thread. */
  void stop() {
    WatchService running = service;
    if (running != null) {
      try {
        running.close();
      } catch (IOException ignored) {
        // It gives no more events, which is all that was asked.
      }
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
            came.accept((Path) key.watchable(), event.context().toString());
          }
        }
        if (!key.reset()) {
          keys.values().remove(key);
        }
        complete = registerAll();
        told.wake();
        gather();
      }
    } catch (ClosedWatchServiceException | InterruptedException end) {
      // stop() was called.
    }
  }

  /** Where events come in crowds, such as those of a log that is being written, tells of many. */
  private void gather() {
    long now = System.nanoTime();
    if (now - lastTold < CROWDED_NANOS) {
      LockSupport.parkNanos(CROWDED_NANOS);
    }
    lastTold = now;
  }

  private boolean registerAll() {
    boolean all = true;
    for (Path folder : folders) {
      all &= register(folder);
    }
    return all;
  }

  private boolean register(Path folder) {
    if (keys.containsKey(folder) || tryRegister(folder)) {
      return true;
    }
    if (folder.equals(root) || !register(folder.getParent())) {
      return false;
    }
    // Watched from above, its coming is an event; before that it may have come unnoticed.
    return tryRegister(folder) || absent(folder);
  }

  private boolean tryRegister(Path folder) {
    try {
      keys.put(folder, folder.register(service, KINDS));
      return true;
    } catch (IOException absentOrNoWatches) {
      return false;
    }
  }

  private static boolean absent(Path folder) {
    return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
  }
}
