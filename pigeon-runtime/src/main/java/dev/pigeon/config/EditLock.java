package dev.pigeon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one writer at a time edit a file, over every process and host: a lock file beside it,
 * created exclusively, holding a random token. Advisory locks of the kernel are no substitute: not
 * every network file system has them.
 *
 * <p>A waiter gives up after {@value #PATIENCE_SECONDS} seconds of others taking turns. A lock
 * whose token stays the same for {@value #STALE_SECONDS} seconds of the waiter's own time belongs
 * to a writer that died, and is broken; clocks of hosts are never compared. {@link #close} releases
 * the lock and blocks only for that.
 */
final class EditLock implements AutoCloseable {
  static final int PATIENCE_SECONDS = 5;
  static final int STALE_SECONDS = 10;

  /** The time that a waiter lives in. */
  interface Ticker {
    Ticker SYSTEM =
        new Ticker() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public void pause(long nanos) {
            LockSupport.parkNanos(nanos);
          }
        };

    long nanoTime();

    void pause(long nanos);
  }

  private static final long PAUSE_NANOS = 5_000_000;
  private static final long SECOND = 1_000_000_000;

  private final Path lock;
  private final String token;

  private EditLock(Path lock, String token) {
    this.lock = lock;
    this.token = token;
  }

  /** The lock file of {@code target}, a file that is no symbolic link. */
  static Path lockFile(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".lock");
  }

  /**
   * Waits for the lock of {@code target}, whose folder exists.
   *
   * @throws IOException if the folder cannot be written or other writers keep it busy
   */
  static EditLock acquire(Path target, Ticker ticker) throws IOException {
    EditLock own = new EditLock(lockFile(target), UUID.randomUUID().toString());
    long start = ticker.nanoTime();
    long unchangedSince = start;
    String seen = null;
    boolean changed = false;
    while (!own.tryCreate()) {
      String holder = own.holder();
      long now = ticker.nanoTime();
      if (holder == null || !holder.equals(seen)) {
        changed |= seen != null;
        seen = holder;
        unchangedSince = now;
      } else if (now - unchangedSince >= STALE_SECONDS * SECOND) {
        own.breakStale(holder);
        unchangedSince = now;
        continue;
      }
      if (changed && now - start >= PATIENCE_SECONDS * SECOND) {
        throw new IOException(
            own.lock + " is kept by other writers for " + PATIENCE_SECONDS + " s; try again");
      }
      ticker.pause(PAUSE_NANOS);
    }
    return own;
  }

  /** Makes sure that no waiter took this lock for a dead writer's. */
  void check() throws IOException {
    if (!token.equals(holder())) {
      throw new LostLockException(lock + " was taken over by another writer; try again");
    }
  }

  @Override
  public void close() throws IOException {
    if (token.equals(holder())) {
      Files.deleteIfExists(lock);
    }
  }

  /** The lock was broken by a waiter; nothing has been written. */
  static final class LostLockException extends IOException {
    private static final long serialVersionUID = 1L;

    LostLockException(String message) {
      super(message);
    }
  }

  private boolean tryCreate() throws IOException {
    FileChannel channel;
    try {
      channel = Replacement.create(lock);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    try (channel) {
      channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)));
      return true;
    } catch (IOException e) {
      Replacement.discard(lock); // the disk is full: nobody shall wait for this one
      throw e;
    }
  }

  /** The token in the lock file; null if there is none now. */
  private String holder() throws IOException {
    try {
      return new String(Files.readAllBytes(lock), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Moves the lock aside first: of two waiters that both think it stale, one gets it. */
  private void breakStale(String holder) throws IOException {
    Path aside = lock.resolveSibling(lock.getFileName() + "." + token);
    try {
      Files.move(lock, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!Files.readString(aside, StandardCharsets.US_ASCII).equals(holder)) {
      putBack(aside);
    }
    Files.delete(aside);
  }

  /** It was a living writer's after all, which came between the look and the move. */
  private void putBack(Path aside) throws IOException {
    try {
      Files.createLink(lock, aside);
    } catch (FileAlreadyExistsException | UnsupportedOperationException e) {
      // a third writer is in; the second finds out in check() and starts again
    }
  }
}
