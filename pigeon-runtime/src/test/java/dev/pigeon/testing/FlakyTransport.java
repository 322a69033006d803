package dev.pigeon.testing;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.ForwardingTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A store that fails where a test says so, before or after it did what was asked; it counts. */
public final class FlakyTransport extends ForwardingTransport {
  private volatile Predicate<String> before = action -> false;
  private volatile Predicate<String> after = action -> false;
  private volatile FailureKind kind = FailureKind.UNREACHABLE;
  private volatile boolean closed;
  private final List<String> actions = new ArrayList<>();

  public FlakyTransport(Transport inner) {
    super(inner);
  }

  /** Actions such as {@code create sessions/…} that fail and change nothing. */
  public void failBefore(Predicate<String> which) {
    before = which;
  }

  /** Actions that are done and fail all the same. */
  public void failAfter(Predicate<String> which) {
    after = which;
  }

  /** Nothing fails from now on. */
  public void heal() {
    before = action -> false;
    after = action -> false;
  }

  /** How failures are named. */
  public void kind(FailureKind kind) {
    this.kind = kind;
  }

  /** Whether somebody has closed it. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    super.close();
  }

  /** What was asked since the last call. */
  public synchronized List<String> takeActions() {
    List<String> taken = new ArrayList<>(actions);
    actions.clear();
    return taken;
  }

  private void enter(String action) throws TransportException {
    synchronized (this) {
      actions.add(action);
    }
    fail(before, action);
  }

  private void fail(Predicate<String> which, String action) throws TransportException {
    if (which.test(action)) {
      throw new TransportException(kind, "cannot " + action);
    }
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    enter("read " + key);
    return super.read(key, limit);
  }

  @Override
  public void replace(Key key, byte[] content, Duration limit) throws TransportException {
    enter("replace " + key);
    super.replace(key, content, limit);
    fail(after, "replace " + key);
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    enter("create " + key);
    Creation end = super.create(key, content, limit);
    fail(after, "create " + key);
    return end;
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    enter("delete " + key);
    super.delete(key, limit);
    fail(after, "delete " + key);
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    enter("list " + folder);
    return super.list(folder, limit);
  }

  @Override
  public Duration probe(Duration limit) throws TransportException {
    enter("probe");
    return super.probe(limit);
  }

  @Override
  public LogAppender appender(Key log, Duration limit) throws TransportException {
    enter("open " + log);
    LogAppender inner = super.appender(log, limit);
    return new LogAppender() {
      private boolean broken;

      @Override
      public void append(List<ByteBuffer> records, Duration limit) throws TransportException {
        if (broken) {
          throw new TransportException(FailureKind.UNREACHABLE, "broken: open it again");
        }
        broken = true;
        enter("append " + log);
        inner.append(records, limit);
        fail(after, "append " + log);
        broken = false;
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  @Override
  public LogTail tail(Key log, long position) {
    LogTail inner = super.tail(log, position);
    return new LogTail() {
      @Override
      public List<ByteBuffer> read(Duration limit) throws TransportException {
        enter("tail " + log);
        return inner.read(limit);
      }

      @Override
      public long position() {
        return inner.position();
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }
}
