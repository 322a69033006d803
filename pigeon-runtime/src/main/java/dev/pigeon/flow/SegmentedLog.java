package dev.pigeon.flow;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The writer's side of a log that goes on in further segments, so that what was read can be dropped
 * in whole files. It stays one plain log unless its reader shows that it follows.
 *
 * <p>To go on: {@link #openNext}, append a record that names the next segment, {@link #goOn}. In
 * this order, because a name that a reader looked up in vain may stay absent for it. For one thread
 * at a time, but {@link #acknowledged} and {@link #close} are for any.
 */
public final class SegmentedLog implements AutoCloseable {
  private final Transport transport;
  private final Key log;
  private final FlowLimits limits;
  private final Duration limit;

  /** Where each segment that is still there ended, but the last, in bytes since the start. */
  private final Deque<Long> ends = new ArrayDeque<>();

  private long segment;
  private long written;
  private long begun;
  private volatile LogAppender appender;
  private LogAppender next;
  private volatile long acknowledged;
  private volatile boolean followed;

  /**
   * @param log the first segment; nothing is opened yet
   * @param limit for every call to the store
   */
  public SegmentedLog(Transport transport, Key log, FlowLimits limits, Duration limit) {
    this.transport = transport;
    this.log = log;
    this.limits = limits;
    this.limit = limit;
  }

  /** Opens the log, creating it, unless it is open. */
  public void open() throws TransportException {
    opened();
  }

  /**
   * Appends one record. After a failure the same call may be made again; the record may then be
   * there twice.
   *
   * @param bytes how much it carries of what the reader acknowledges
   */
  public void append(ByteBuffer record, int bytes) throws TransportException {
    try {
      opened().append(List.of(record), limit);
    } catch (TransportException e) {
      release(); // an appender that failed is broken
      throw e;
    }
    written += bytes;
  }

  /**
   * The reader has so much. Any thread.
   *
   * @param bytes since the start
   * @param follows whether it knows what segments are
   */
  public void acknowledged(long bytes, boolean follows) {
    acknowledged = Math.max(acknowledged, bytes);
    followed |= follows;
  }

  /** Whether it is time to go on in another segment. */
  public boolean isFull() {
    return followed && written - begun >= limits.segment();
  }

  /** Creates the next segment; false if the store refuses, and then the log goes on as it is. */
  public boolean openNext() {
    try {
      if (next == null) {
        next = transport.appender(Layout.segment(log, segment + 1), limit);
      }
      return true;
    } catch (TransportException e) {
      begun = written; // tried again a segment later; whether the store works shows by appending
      return false;
    }
  }

  /** The number of the next segment. */
  public long nextSegment() {
    return segment + 1;
  }

  /** What comes now goes into the next segment; and the oldest go that nobody needs. */
  public void goOn() {
    release();
    appender = next;
    next = null;
    segment++;
    begun = written;
    ends.addLast(written);
    drop();
  }

  /**
   * Drops segments that were read. That a reader has had all bytes of one does not tell that it has
   * left it, since it has yet to see where to go on; a byte of the next one does.
   */
  private void drop() {
    while (!ends.isEmpty()
        && acknowledged > ends.peekFirst()
        && acknowledged - ends.peekFirst() >= limits.keep()) {
      try {
        transport.delete(Layout.segment(log, segment - ends.size()), limit);
      } catch (TransportException e) {
        return; // tried again with the next segment; the session is removed whole one day
      }
      ends.removeFirst();
    }
  }

  private LogAppender opened() throws TransportException {
    LogAppender open = appender;
    if (open == null) {
      open = transport.appender(Layout.segment(log, segment), limit);
      appender = open;
    }
    return open;
  }

  private void release() {
    LogAppender open = appender;
    appender = null;
    if (open != null) {
      open.close();
    }
  }

  /** Ends a blocked call, too. */
  @Override
  public void close() {
    release();
    LogAppender unused = next;
    if (unused != null) {
      unused.close();
    }
  }
}
