package dev.pigeon.spi.testing;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Traits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Passes every call on to another transport; subclasses change the one they are about. */
public abstract class ForwardingTransport implements Transport {
  private final Transport inner;

  protected ForwardingTransport(Transport inner) {
    this.inner = inner;
  }

  @Override
  public Traits traits() {
    return inner.traits();
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    return inner.read(key, limit);
  }

  @Override
  public void replace(Key key, byte[] content, Duration limit) throws TransportException {
    inner.replace(key, content, limit);
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    return inner.create(key, content, limit);
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    inner.delete(key, limit);
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    return inner.list(folder, limit);
  }

  @Override
  public LogAppender appender(Key log, Duration limit) throws TransportException {
    return inner.appender(log, limit);
  }

  @Override
  public LogTail tail(Key log, long position) {
    return inner.tail(log, position);
  }

  @Override
  public StoreReader trusting(Trust trust, Duration limit) throws TransportException {
    return inner.trusting(trust, limit);
  }

  @Override
  public ChangeWatch watch(List<Key> folders) throws TransportException {
    return inner.watch(folders);
  }

  @Override
  public Instant storeTime(Duration limit) throws TransportException {
    return inner.storeTime(limit);
  }

  @Override
  public Duration probe(Duration limit) throws TransportException {
    return inner.probe(limit);
  }

  @Override
  public void close() {
    inner.close();
  }
}
