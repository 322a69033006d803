package dev.pigeon.spi.testing;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The appender of a {@link BrokenTransport}. */
final class BrokenAppender implements LogAppender {
  private static final int SMALL = 1 << 20;

  private final LogAppender appender;
  private final MemoryStore store;
  private final Key log;
  private final Fault fault;

  BrokenAppender(LogAppender appender, MemoryStore store, Key log, Fault fault) {
    this.appender = appender;
    this.store = store;
    this.log = log;
    this.fault = fault;
  }

  @Override
  public void append(List<ByteBuffer> records, Duration limit) throws TransportException {
    switch (fault) {
      case WHOLE_BUFFER -> appender.append(whole(records), limit);
      case SMALL_RECORDS_ONLY -> appendSmall(records, limit);
      case ENDLESS_RECORDS -> store.append(log, records);
      case GLUED_TO_TORN_RECORD -> records.forEach(this::appendRaw);
      default -> appender.append(records, limit);
    }
  }

  private static List<ByteBuffer> whole(List<ByteBuffer> records) {
    List<ByteBuffer> whole = new ArrayList<>();
    for (ByteBuffer record : records) {
      whole.add(record.duplicate().clear());
    }
    return whole;
  }

  private void appendSmall(List<ByteBuffer> records, Duration limit) throws TransportException {
    for (ByteBuffer record : records) {
      if (record.remaining() > SMALL) {
        throw new TransportException(FailureKind.FULL, "a record exceeds the limit of 1 MiB");
      }
    }
    appender.append(records, limit);
  }

  private void appendRaw(ByteBuffer record) {
    byte[] line = new byte[record.remaining() + 1];
    record.get(line, 0, line.length - 1);
    line[line.length - 1] = '\n';
    store.appendRaw(log, line);
  }

  @Override
  public void close() {
    if (fault != Fault.OPEN_AFTER_CLOSE) {
      appender.close();
    }
  }
}
