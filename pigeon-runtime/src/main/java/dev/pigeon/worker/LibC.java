package dev.pigeon.worker;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The few calls of the C library that Java has no words for. */
final class LibC {
  static final int O_CLOEXEC = 0x80000;

  /** fcntl(2): sets how much a pipe holds, in bytes. */
  static final int F_SETPIPE_SZ = 1031;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** kill(2): 0, or -1. */
  static native int kill(int pid, int signal);

  /** pipe2(2): the read and the write end into {@code fds}; 0, or -1. */
  static native int pipe2(int[] fds, int flags);

  /** fcntl(2) with one argument: the result, or -1. */
  static native int fcntl(int fd, int command, int argument);

  /** signal(2) with SIG_DFL for null: what handled the signal before. */
  static native Pointer signal(int number, Pointer handler);

  /** close(2): 0, or -1. */
  static native int close(int fd);
}
