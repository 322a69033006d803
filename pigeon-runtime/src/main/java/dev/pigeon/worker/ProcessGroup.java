package dev.pigeon.worker;

import java.io.IOException;

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
      return ProcessStat.of(Integer.toString(leader)).foregroundGroup();
    } catch (IOException e) {
      return -1; // the leader has just ended; then there is no foreground any more
    }
  }
}
