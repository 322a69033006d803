package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Documents as files: read whole, replaced by a rename, created exclusively by a hard link. */
final class Documents implements ReadableFiles {
  /** Beyond what any system lets a command have; more is garbage, and is not loaded. */
  private static final int MAX_DOCUMENT = 8 << 20;

  private static final int TRIES = 5;
  private static final long FILL_NANOS = 10_000_000;

  private final Layout layout;
  private final Tree tree;
  private final SyncPolicy sync;

  Documents(Layout layout, Tree tree, SyncPolicy sync) {
    this.layout = layout;
    this.tree = tree;
    this.sync = sync;
  }

  @Override
  public Optional<Document> read(Path file) throws IOException {
    IOException trouble = null;
    Document last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        BasicFileAttributes before = tree.attributes(file);
        byte[] content = content(file, before.size());
        last = new Document(content, before.lastModifiedTime().toInstant());
        // Of a file replaced meanwhile, content and time would be of two versions.
        if (same(before, Tree.attributesNow(file))) {
          return Optional.of(last);
        }
      } catch (NoSuchFileException absent) {
        if (!tree.hasRoot()) {
          throw absent;
        }
        return Optional.empty();
      } catch (NotPlainException wrong) {
        throw wrong;
      } catch (IOException stale) {
        // A stale handle (ESTALE) of a replaced file: the next try opens the new one.
        trouble = stale;
      }
    }
    if (last == null) {
      throw trouble;
    }
    // It changes faster than it can be read: whole all the same, only taken for a little older.
    return Optional.of(last);
  }

  @Override
  public FileChannel open(Path file) throws IOException {
    return tree.openToRead(file);
  }

  void replace(Path file, byte[] content) throws IOException {
    Path fresh = writeFresh(file.getParent(), content);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException gone) {
      if (!holds(file, content)) {
        throw gone;
      }
      // The rename was done; its answer was lost, and sent again it found no file to rename.
    } catch (IOException e) {
      Tree.discard(fresh);
      throw e;
    }
    sync.named(file.getParent());
  }

  private boolean holds(Path file, byte[] content) throws IOException {
    Optional<Document> now = read(file);
    return now.isPresent() && Arrays.equals(now.get().content(), content);
  }

  /**
   * Creates the name, then believes nothing but what can be read under it: over a network the call
   * that won may report a failure, because its answer was lost and it was sent again.
   */
  Creation create(Path file, byte[] content) throws IOException {
    Path fresh = writeFresh(file.getParent(), content);
    try {
      IOException trouble = null;
      for (int i = 0; i < TRIES; i++) {
        try {
          link(file, fresh, content);
        } catch (IOException e) {
          trouble = e;
        }
        Optional<Document> holder = readFilled(file);
        if (holder.isPresent()) {
          return judge(file, holder.get().content(), content);
        }
        if (trouble != null && !(trouble instanceof FileAlreadyExistsException)) {
          throw trouble;
        }
        // Created and deleted again between the two steps: the name is free for another try.
      }
      throw new IOException(file + " comes and goes", trouble);
    } finally {
      Tree.discard(fresh);
    }
  }

  /** Where there are no hard links, a name comes into being a moment before its content does. */
  private Optional<Document> readFilled(Path file) throws IOException {
    Optional<Document> holder = read(file);
    for (int i = 0; i < 100 && holder.isPresent() && holder.get().content().length == 0; i++) {
      LockSupport.parkNanos(FILL_NANOS);
      holder = read(file);
    }
    return holder;
  }

  private Creation judge(Path file, byte[] holder, byte[] ours) throws IOException {
    if (!Arrays.equals(holder, ours)) {
      return new Creation.Lost(holder);
    }
    sync.named(file.getParent());
    return new Creation.Won();
  }

  private void link(Path file, Path fresh, byte[] content) throws IOException {
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException noLinks) {
      writeNew(file, content);
    } catch (IOException failed) {
      if (!refusesLinks(failed)) {
        throw failed;
      }
      writeNew(file, content);
    }
  }

  /** File systems without hard links answer EPERM, ENOTSUP or ENOSYS. */
  private static boolean refusesLinks(IOException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("not permitted")
        || text.contains("not supported")
        || text.contains("not implemented");
  }

  private Path writeFresh(Path folder, byte[] content) throws IOException {
    Path fresh = layout.fresh(folder);
    writeNew(fresh, content);
    return fresh;
  }

  /** Writes a file that does not exist yet; on failure it does not exist afterwards either. */
  private void writeNew(Path file, byte[] content) throws IOException {
    FileChannel channel = tree.openNew(file);
    try (channel) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      sync.written(channel);
    } catch (IOException e) {
      Tree.discard(file);
      throw e;
    }
  }

  private byte[] content(Path file, long expected) throws IOException {
    try (FileChannel channel = tree.reopen(file)) {
      return content(file, channel, expected);
    }
  }

  /**
   * All that can be read from an open file, of which so many bytes are expected.
   *
   * @throws NotPlainException if it is longer than any document
   */
  static byte[] content(Path file, FileChannel channel, long expected) throws IOException {
    if (expected > MAX_DOCUMENT) {
      throw tooLong(file);
    }
    // One byte more than expected, so that the end is seen without another buffer.
    ByteBuffer bytes = ByteBuffer.allocate((int) expected + 1);
    while (channel.read(bytes) >= 0) {
      if (bytes.position() > MAX_DOCUMENT) {
        throw tooLong(file);
      }
      if (!bytes.hasRemaining()) {
        bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes.flip());
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static NotPlainException tooLong(Path file) {
    return new NotPlainException(file, "longer than a document of 8 MiB");
  }

  private static boolean same(BasicFileAttributes a, BasicFileAttributes b) {
    return a.lastModifiedTime().equals(b.lastModifiedTime())
        && a.size() == b.size()
        && Objects.equals(a.fileKey(), b.fileKey());
  }
}
