package dev.pigeon.spi;

import java.time.Duration;
import java.util.List;

/**
 * Waiting for a change. A hint may come for nothing and may also not come, so callers always look
 * again after it.
 */
public interface ChangeWatch extends AutoCloseable {

  /**
   * Waits until something watched may have changed since the last call, {@link #wake} is called, or
   * {@code limit} has passed.
   *
   * @return true after a hint or a wake, false when the time is up
   * @throws TransportException of kind {@link FailureKind#CLOSED} once this or the transport is
   *     closed
   */
  boolean await(Duration limit) throws TransportException;

  /**
   * Entries of watched folders that came, as far as hints since the last call named them: a help
   * for whoever had to list a long folder otherwise. It may name what is gone again, and leaves out
   * what the store does not tell. Never blocks; always empty unless a transport knows better.
   */
  default List<Key> named() {
    return List.of();
  }

  /** Ends the current wait, or else the next one, from any thread. */
  void wake();

  /** Ends waits for good. Never throws. */
  @Override
  void close();
}
