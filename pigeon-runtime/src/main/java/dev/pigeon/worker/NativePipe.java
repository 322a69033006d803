package dev.pigeon.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pipe of the kernel whose ends are opened by path. Java's own child pipes are closed, with what
 * is still to come, once the child's leader has ended; a background child's late output would be
 * lost.
 */
final class NativePipe implements AutoCloseable {
  /** Room for several pieces, so that command and pump need not take turns. */
  private static final int CAPACITY = 512 << 10;

  private final int[] fds = new int[2];

  NativePipe() throws IOException {
    if (LibC.pipe2(fds, LibC.O_CLOEXEC) != 0) {
      throw new IOException("cannot make a pipe: too many open files?");
    }
    // A machine that grants less keeps its usual 64 KiB: slower, nothing else.
    LibC.fcntl(fds[0], LibC.F_SETPIPE_SZ, CAPACITY);
  }

  /** A path that opens the read end once more. */
  File readEnd() {
    return new File("/proc/self/fd/" + fds[0]);
  }

  /** A path that opens the write end once more. */
  File writeEnd() {
    return new File("/proc/self/fd/" + fds[1]);
  }

  /** What tells this pipe from every other of this machine; 0 where that cannot be told. */
  long inode() {
    try {
      String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fds[0])).toString();
      return Long.parseLong(name.substring(name.indexOf('[') + 1, name.indexOf(']')));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** Closes the two descriptors of this object; those opened by path stay. */
  @Override
  public void close() {
    LibC.close(fds[0]);
    LibC.close(fds[1]);
  }
}
