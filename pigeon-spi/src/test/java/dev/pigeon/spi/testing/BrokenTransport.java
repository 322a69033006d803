package dev.pigeon.spi.testing;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A transport with one fault, for the kit to find. */
final class BrokenTransport extends ForwardingTransport {

  enum Fault {
    TWO_WINNERS,
    UNKNOWN_WINNER,
    HALF_DOCUMENT,
    HALF_RECORD,
    DUPLICATED_RECORD,
    LOST_RECORD,
    FORGOTTEN_POSITION,
    LOST_WAKE,
    LOST_HINT,
    UNSORTED_LISTING,
    VISIBLE_WORK_FILE,
    TAKES_LOST_FOR_EMPTY,
    OPEN_AFTER_CLOSE,
    LEFT_OVER_THREAD
  }

  private final Fault fault;

  BrokenTransport(Transport inner, Fault fault) {
    super(inner);
    this.fault = fault;
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    Optional<Document> document;
    try {
      document = super.read(key, limit);
    } catch (TransportException e) {
      if (fault == Fault.TAKES_LOST_FOR_EMPTY && e.kind() == FailureKind.UNREACHABLE) {
        return Optional.empty();
      }
      throw e;
    }
    if (fault != Fault.HALF_DOCUMENT || document.isEmpty()) {
      return document;
    }
    byte[] content = document.get().content();
    byte[] half = Arrays.copyOf(content, (content.length + 1) / 2);
    return Optional.of(new Document(half, document.get().modified()));
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    Creation end = super.create(key, content, limit);
    if (fault == Fault.TWO_WINNERS && !end.won()) {
      return new Creation.Won();
    }
    if (fault == Fault.UNKNOWN_WINNER && !end.won()) {
      return new Creation.Lost(new byte[0]);
    }
    return end;
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    List<String> names = new ArrayList<>(super.list(folder, limit));
    if (fault == Fault.UNSORTED_LISTING) {
      Collections.reverse(names);
    }
    if (fault == Fault.VISIBLE_WORK_FILE && !names.isEmpty()) {
      names.add(".new-1");
    }
    return names;
  }

  @Override
  public LogTail tail(Key log, long position) {
    return new BrokenTail(super.tail(log, fault == Fault.FORGOTTEN_POSITION ? 0 : position));
  }

  @Override
  public ChangeWatch watch(List<Key> folders) throws TransportException {
    return new BrokenWatch(super.watch(fault == Fault.LOST_HINT ? List.of() : folders));
  }

  @Override
  public void close() {
    if (fault == Fault.LEFT_OVER_THREAD) {
      Thread left = new Thread(new Stuck(), "left over");
      left.setDaemon(true);
      left.start();
    }
    if (fault != Fault.OPEN_AFTER_CLOSE) {
      super.close();
    }
  }

  /** Stays for longer than the kit waits. */
  private static final class Stuck implements Runnable {
    @Override
    public void run() {
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofSeconds(50).toNanos());
    }
  }

  private final class BrokenTail implements LogTail {
    private final LogTail tail;

    BrokenTail(LogTail tail) {
      this.tail = tail;
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
      tail.close();
    }
  }

  private final class BrokenWatch implements ChangeWatch {
    private final ChangeWatch watch;

    BrokenWatch(ChangeWatch watch) {
      this.watch = watch;
    }

    @Override
    public boolean await(Duration limit) throws TransportException {
      // A real loss would be noticed only after the whole limit, so the test's time is cut.
      boolean lossy = fault == Fault.LOST_WAKE || fault == Fault.LOST_HINT;
      Duration cut = Duration.ofMillis(10);
      return watch.await(lossy && limit.compareTo(cut) > 0 ? cut : limit);
    }

    @Override
    public void wake() {
      if (fault != Fault.LOST_WAKE) {
        watch.wake();
      }
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
