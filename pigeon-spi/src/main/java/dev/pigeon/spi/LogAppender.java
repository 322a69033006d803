package dev.pigeon.spi;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** The one writer of a log. Not for several threads at once, except {@link #close}. */
public interface LogAppender extends AutoCloseable {

  /**
   * Appends records, in order. A record is any bytes but {@code \n} and NUL, at most 16 MiB; more
   * fails with kind {@link FailureKind#FULL}. (NUL is what some stores show in place of bytes that
   * have not arrived yet, so a reader may wait at one for ever.) When the call returns, readers on
   * other machines find the records at their next look; with {@link Capability#DURABLE_APPEND} they
   * also survive power loss. After an exception the appender is broken: it may have written any
   * prefix of the batch, and later calls fail. Records for a log that was deleted meanwhile are
   * lost, or the call fails; they never bring it back.
   *
   * @param records the records, from position to limit; the buffers' state is undefined afterwards
   */
  void append(List<ByteBuffer> records, Duration limit) throws TransportException;

  /** Releases the writer; records appended before stay. Never throws. */
  @Override
  void close();
}
