package dev.pigeon.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signals for the processes of one command. */
final class ProcessGroup {
  private final int leader;

  ProcessGroup(long leader) {
    this.leader = (int) leader;
  }

  /** To every process of the leader's group. */
  void signal(int number) {
    if (LibC.kill(-leader, number) != 0) {
      // The leader could not become one (no setsid on this machine): at least the leader itself.
      LibC.kill(leader, number);
    }
  }

  /** To the group in the foreground of the leader's terminal, if that is another one. */
  void signalForeground(int number) {
    int foreground = foreground();
    if (foreground > 1 && foreground != leader) {
      LibC.kill(-foreground, number);
    }
  }

  private int foreground() {
    try {
      byte[] stat = Files.readAllBytes(Path.of("/proc/" + leader + "/stat"));
      String text = new String(stat, StandardCharsets.ISO_8859_1);
      // After the name in parentheses: state ppid pgrp session tty_nr tpgid …
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Integer.parseInt(fields[5]);
    } catch (IOException | RuntimeException e) {
      return -1; // the leader has just ended; then there is no foreground any more
    }
  }
}
