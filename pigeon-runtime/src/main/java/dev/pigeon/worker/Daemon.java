package dev.pigeon.worker;

/** A thread that does not keep the process from ending. */
final class Daemon {
  private Daemon() {}

  static Thread start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
