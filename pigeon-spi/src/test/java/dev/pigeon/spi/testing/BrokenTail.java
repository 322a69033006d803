package dev.pigeon.spi.testing;

import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tail of a {@link BrokenTransport}. */
final class BrokenTail implements LogTail {
  private final LogTail tail;
  private final Fault fault;

  BrokenTail(LogTail tail, Fault fault) {
    this.tail = tail;
    this.fault = fault;
  }

  @Override
  public List<ByteBuffer> read(Duration limit) throws TransportException {
    List<ByteBuffer> records = new ArrayList<>(tail.read(limit));
    if (records.isEmpty()) {
      return records;
    }
    ByteBuffer last = records.get(records.size() - 1);
    if (fault == Fault.DUPLICATED_RECORD) {
      records.add(last.duplicate());
    } else if (fault == Fault.LOST_RECORD) {
      records.remove(last);
    } else if (fault == Fault.HALF_RECORD) {
      last.limit(last.position() + last.remaining() / 2);
    }
    return records;
  }

  @Override
  public long position() {
    return tail.position();
  }

  @Override
  public void close() {
    if (fault != Fault.OPEN_AFTER_CLOSE) {
      tail.close();
    }
  }
}
