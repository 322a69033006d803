package dev.pigeon.worker;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The few calls of the C library that Java has no words for. */
final class LibC {
  static final int O_CLOEXEC = 0x80000;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** kill(2): 0, or -1. */
  static native int kill(int pid, int signal);

  /** pipe2(2): the read and the write end into {@code fds}; 0, or -1. */
  static native int pipe2(int[] fds, int flags);

  /** signal(2) with SIG_DFL for null: what handled the signal before. */
  static native Pointer signal(int number, Pointer handler);

  /** close(2): 0, or -1. */
  static native int close(int fd);
}
