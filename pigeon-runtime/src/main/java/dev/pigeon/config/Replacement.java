package dev.pigeon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts whole new content in the place of a file, so that a reader finds the old or the new and
 * never half: a temporary file in the same folder, forced to disk, renamed over it.
 */
final class Replacement {

  /** Something to make sure of between writing and renaming. */
  interface Check {
    void run() throws IOException;
  }

  /** For files that only one writer cares about. */
  static final Check NO_CHECK =
      new Check() {
        @Override
        public void run() {}
      };

  private Replacement() {}

  /**
   * Replaces {@code file}, or what it leads to if it is a symbolic link. An existing file keeps its
   * mode and, as far as this process may, its owner; a new one is for its owner alone, and so is
   * every folder made for it. A file that this process may not write is refused, although a rename
   * could replace it.
   */
  static void write(Path file, byte[] content, Check lastLook) throws IOException {
    Path target = target(file);
    requireWritable(target);
    createFolder(target.getParent());
    Path temporary = newTemporary(target);
    try {
      try (FileChannel channel = create(temporary)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (Files.exists(target)) {
        keepOwnerAndMode(target, temporary);
      }
      lastLook.run();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      discard(temporary);
      throw e;
    }
    forceFolder(target.getParent());
  }

  /** Refuses a file that is there and that this process may not write. */
  static void requireWritable(Path file) throws IOException {
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  /** The file behind a chain of symbolic links, whether it exists or not. */
  static Path target(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == 40) {
        throw new IOException(file + " is a loop of symbolic links");
      }
      target = target.resolveSibling(Files.readSymbolicLink(target)).normalize();
    }
    return target;
  }

  /** Makes a folder, and those above it, for its owner alone. */
  static void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A name beside {@code target} that no other writer uses. */
  static Path newTemporary(Path target) {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    String name = target.getFileName().toString();
    return target.resolveSibling((name.startsWith(".") ? "" : ".") + name + "." + random + ".tmp");
  }

  /** Creates a file that must not exist, for its owner alone. */
  static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Removes a temporary file that is of no use any more; null is allowed. */
  static void discard(Path temporary) {
    if (temporary == null) {
      return;
    }
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // the failure that led here is the one to tell
    }
  }

  private static void keepOwnerAndMode(Path target, Path temporary) throws IOException {
    for (String id : new String[] {"unix:gid", "unix:uid"}) {
      try {
        Object wanted = Files.getAttribute(target, id);
        if (!wanted.equals(Files.getAttribute(temporary, id))) {
          Files.setAttribute(temporary, id, wanted, LinkOption.NOFOLLOW_LINKS);
        }
      } catch (IOException | UnsupportedOperationException e) {
        // only root may give a file away; the edit matters more
      }
    }
    Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
  }

  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // some file systems cannot; the content is on disk, only the rename may be late
    }
  }
}
