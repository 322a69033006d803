package dev.pigeon.flow;

/**
 * How much of what was written may lie unread: who writes waits for its reader's acknowledgements.
 * Any thread.
 */
public final class AckWindow {
  private final long size;
  private long written;
  private long acknowledged;
  private boolean unlimited;

  /**
   * @param size unread bytes after which a writer waits; 0 for a reader that does not acknowledge
   */
  public AckWindow(long size) {
    this.size = size;
  }

  /**
   * Waits while too much lies unread.
   *
   * @return false if the thread was interrupted, which it stays
   */
  public synchronized boolean awaitRoom() {
    while (!unlimited && isFull()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Whether more lies unread than a reader that acknowledges wants to lie there. */
  public synchronized boolean isFull() {
    return size > 0 && written - acknowledged > size;
  }

  /** So many more bytes lie in the store. */
  public synchronized void wrote(int bytes) {
    written += bytes;
  }

  /**
   * The reader goes on.
   *
   * @param bytes what it has had since the start; less than it said before counts for nothing
   */
  public synchronized void acknowledged(long bytes) {
    acknowledged = Math.max(acknowledged, bytes);
    notifyAll();
  }

  /** Nobody is going to acknowledge any more: no writer waits from now on. */
  public synchronized void unlimited() {
    unlimited = true;
    notifyAll();
  }
}
