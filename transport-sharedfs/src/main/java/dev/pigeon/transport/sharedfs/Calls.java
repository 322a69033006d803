package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.TransportException;
import java.io.Closeable;
import java.time.Duration;

/** Where file calls run. All methods may be called from any thread. */
interface Calls {

  /** Runs a call and gives its result; ends with kind CLOSED once {@link #close} was called. */
  <T> T call(FileCall<T> call, Duration limit) throws TransportException;

  /** Closes a channel, which may block, without blocking for long. Never throws. */
  void release(Closeable resource);

  /** Refuses new calls and ends waiting for the running ones. */
  void close();

  /** Ends the threads, after the last {@link #release}. */
  void shutDown();
}
