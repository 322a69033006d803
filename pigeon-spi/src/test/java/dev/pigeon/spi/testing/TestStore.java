package dev.pigeon.spi.testing;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import java.io.IOException;
import java.util.List;

/** An empty store for one test; removed by {@link #close}. */
public interface TestStore extends AutoCloseable {

  /** Opens the store once more: every transport opened stands for a user on another machine. */
  Transport open() throws Exception;

  /**
   * Puts bytes behind the end of a log, as a writer that died within a record would have.
   *
   * @return false if the store cannot hold half a record, so that there is nothing to test
   */
  default boolean appendRaw(Key log, byte[] bytes) throws Exception {
    return false;
  }

  /**
   * Takes the store away from its users, as a lost network does, or gives it back as it was.
   *
   * @return false if that cannot be done, so that there is nothing to test
   */
  default boolean setReachable(boolean reachable) throws Exception {
    return false;
  }

  /** The names of work files that the transports left in the store: none, once all are closed. */
  default List<String> workFiles() throws Exception {
    return List.of();
  }

  @Override
  default void close() throws IOException {}
}
