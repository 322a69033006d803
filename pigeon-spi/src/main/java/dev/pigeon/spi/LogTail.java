package dev.pigeon.spi;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * A reader of a log: whole records, in order, none twice, never half of one. Not for several
 * threads at once, except {@link #close}.
 */
public interface LogTail extends AutoCloseable {

  /**
   * The next whole records, as many as one look finds; empty if there are none yet or the log does
   * not exist yet. Does not wait for records to come. Trouble that passes by itself (a log moved
   * away under the reader, a stale handle) counts as nothing new yet.
   *
   * @return records without their {@code \n}, readable until the next call
   */
  List<ByteBuffer> read(Duration limit) throws TransportException;

  /** Where the record after the last one returned begins; opaque, never negative. */
  long position();

  /** Frees what the reader holds. Never throws. */
  @Override
  void close();
}
