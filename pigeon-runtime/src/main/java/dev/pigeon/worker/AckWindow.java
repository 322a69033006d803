package dev.pigeon.worker;

/**
 * How much output may lie unread. Apart from the log itself, so that an acknowledgement gets
 * through while a record waits for the store. Any thread.
 */
final class AckWindow {
  private final long size;
  private long sent;
  private long acked;
  private boolean open;

  /**
   * @param size in bytes; 0 for a client that does not acknowledge
   */
  AckWindow(long size) {
    this.size = size;
    open = size == 0;
  }

  /** Waits while too much lies unread. */
  synchronized void awaitRoom() throws InterruptedException {
    while (!open && sent - acked > size) {
      wait();
    }
  }

  /** So many more bytes were written. */
  synchronized void sent(int bytes) {
    sent += bytes;
  }

  /** The client has so many bytes in all. */
  synchronized void acknowledged(long bytes) {
    acked = Math.max(acked, bytes);
    notifyAll();
  }

  /** Nobody is going to acknowledge any more: no writer waits from now on. */
  synchronized void open() {
    open = true;
    notifyAll();
  }
}
