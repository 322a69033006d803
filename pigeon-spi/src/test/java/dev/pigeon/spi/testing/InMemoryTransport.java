package dev.pigeon.spi.testing;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Traits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One user of a {@link MemoryStore}. The position in a log is the number of the next record, not a
 * count of bytes, which shows that positions are opaque.
 */
public final class InMemoryTransport implements Transport {
  private static final int MAX_RECORD = 16 << 20;
  private static final Traits TRAITS =
      new Traits(
          EnumSet.of(Capability.CHANGE_HINTS, Capability.SINGLE_HOST),
          Duration.ofMillis(1),
          "the memory of this process");

  private final MemoryStore store;
  private final Set<MemoryWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  InMemoryTransport(MemoryStore store) {
    this.store = store;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    checkOpen(closed);
    return store.read(key);
  }

  @Override
  public void replace(Key key, byte[] content, Duration limit) throws TransportException {
    checkOpen(closed);
    store.replace(key, content);
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    checkOpen(closed);
    return store.create(key, content);
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    checkOpen(closed);
    store.delete(key);
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    checkOpen(closed);
    return store.list(folder);
  }

  @Override
  public LogAppender appender(Key log, Duration limit) throws TransportException {
    checkOpen(closed);
    store.touchLog(log);
    return new Appender(log);
  }

  @Override
  public LogTail tail(Key log, long position) {
    return new Tail(log, position);
  }

  @Override
  public ChangeWatch watch(List<Key> folders) throws TransportException {
    checkOpen(closed);
    MemoryWatch watch = new MemoryWatch(store, folders);
    watches.add(watch);
    return watch;
  }

  @Override
  public Instant storeTime(Duration limit) throws TransportException {
    checkOpen(closed);
    return store.clock().instant();
  }

  @Override
  public Duration probe(Duration limit) throws TransportException {
    checkOpen(closed);
    return Duration.ofNanos(1);
  }

  @Override
  public void close() {
    closed = true;
    for (MemoryWatch watch : watches) {
      watch.close();
    }
  }

  private void checkOpen(boolean closed) throws TransportException {
    if (closed) {
      throw new TransportException(FailureKind.CLOSED, "the in-memory transport was closed");
    }
    if (!store.reachable()) {
      throw new TransportException(FailureKind.UNREACHABLE, "the in-memory store was taken away");
    }
  }

  private final class Appender implements LogAppender {
    private final Key log;
    private boolean broken;
    private volatile boolean ended;

    Appender(Key log) {
      this.log = log;
    }

    @Override
    public void append(List<ByteBuffer> records, Duration limit) throws TransportException {
      checkOpen(closed || ended);
      for (ByteBuffer record : records) {
        broken |= record.remaining() > MAX_RECORD;
      }
      if (broken) {
        throw new TransportException(FailureKind.FULL, "a record exceeds the limit of 16 MiB");
      }
      store.append(log, records);
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  private final class Tail implements LogTail {
    private final Key log;
    private long position;
    private volatile boolean ended;

    Tail(Key log, long position) {
      this.log = log;
      this.position = position;
    }

    @Override
    public List<ByteBuffer> read(Duration limit) throws TransportException {
      checkOpen(closed || ended);
      List<ByteBuffer> records = store.records(log, position);
      position += records.size();
      return records;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void close() {
      ended = true;
    }
  }
}
