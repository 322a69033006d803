package dev.pigeon.spi.testing;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A transport with one fault, for the kit to find. */
final class BrokenTransport extends ForwardingTransport {
  private final MemoryStore store;
  private final Fault fault;
  private final Set<Key> missed = ConcurrentHashMap.newKeySet();
  private final Set<Key> deleted = ConcurrentHashMap.newKeySet();
  private final Map<Key, Document> shared = new ConcurrentHashMap<>();
  private final Map<Key, LogTail> tails = new ConcurrentHashMap<>();
  private final Map<Key, List<String>> listings = new ConcurrentHashMap<>();

  BrokenTransport(MemoryStore store, Fault fault) {
    super(store.open());
    this.store = store;
    this.fault = fault;
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    Optional<Document> found = find(key, limit);
    if (found.isEmpty()) {
      absent(key);
      missed.add(key);
    }
    return switch (fault) {
      case STAYS_ABSENT -> missed.contains(key) ? Optional.empty() : found;
      case EMPTY_IS_ABSENT -> found.filter(document -> document.content().length > 0);
      case SHARED_CONTENT -> found.map(document -> shared.computeIfAbsent(key, k -> document));
      case HALF_DOCUMENT -> found.map(BrokenTransport::half);
      default -> found;
    };
  }

  private Optional<Document> find(Key key, Duration limit) throws TransportException {
    try {
      return super.read(key, limit);
    } catch (TransportException e) {
      if (fault == Fault.TAKES_LOST_FOR_EMPTY && e.kind() == FailureKind.UNREACHABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Document half(Document document) {
    byte[] content = document.content();
    return new Document(Arrays.copyOf(content, (content.length + 1) / 2), document.modified());
  }

  private void absent(Key key) throws TransportException {
    if (fault == Fault.ABSENCE_IS_AN_ERROR) {
      throw new TransportException(FailureKind.UNREACHABLE, "there is no \"" + key + "\"");
    }
  }

  @Override
  public StoreReader trusting(Trust trust, Duration limit) throws TransportException {
    return fault == Fault.BELIEVES_ANYBODY ? this : super.trusting(trust, limit);
  }

  @Override
  public void replace(Key key, byte[] content, Duration limit) throws TransportException {
    switch (fault) {
      case LOST_WRITE -> {}
      case OLD_END_STAYS -> super.replace(key, withOldEnd(key, content), limit);
      case TEXT_ONLY -> {
        String text = new String(content, StandardCharsets.UTF_8);
        super.replace(key, text.getBytes(StandardCharsets.UTF_8), limit);
      }
      case DELETED_FOR_EVER -> {
        if (deleted.stream().noneMatch(gone -> key.path().startsWith(gone.path()))) {
          super.replace(key, content, limit);
        }
      }
      default -> super.replace(key, content, limit);
    }
  }

  private byte[] withOldEnd(Key key, byte[] content) {
    byte[] old = store.read(key).map(Document::content).orElse(content);
    byte[] mixed = Arrays.copyOf(old, Math.max(old.length, content.length));
    System.arraycopy(content, 0, mixed, 0, content.length);
    return mixed;
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    if (fault == Fault.STAYS_ABSENT && missed.contains(key)) {
      super.replace(key, content, limit);
      return new Creation.Won();
    }
    Creation end = super.create(key, content, limit);
    return switch (fault) {
      case NO_WINNER -> new Creation.Lost(content);
      case TWO_WINNERS -> new Creation.Won();
      case UNKNOWN_WINNER -> end.won() ? end : new Creation.Lost(new byte[0]);
      default -> end;
    };
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    boolean document = super.read(key, limit).isPresent();
    if (!document && super.list(key, limit).isEmpty()) {
      absent(key);
    }
    deleted.add(key);
    boolean kept = fault == Fault.KEEPS_WHAT_IS_BELOW && !document;
    if (fault != Fault.KEEPS_DELETED && !kept) {
      super.delete(key, limit);
    }
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    List<String> names = new ArrayList<>(super.list(folder, limit));
    if (names.isEmpty()) {
      absent(folder);
    }
    if (fault == Fault.STALE_LISTING) {
      return listings.computeIfAbsent(folder, first -> names);
    }
    if (fault == Fault.UNSORTED_LISTING) {
      Collections.reverse(names);
    }
    if (fault == Fault.WORK_FILE && !names.isEmpty()) {
      names.add(".new-1");
    }
    return names;
  }

  @Override
  public LogAppender appender(Key log, Duration limit) throws TransportException {
    if (fault == Fault.APPENDER_STARTS_OVER) {
      super.delete(log, limit);
    }
    return new BrokenAppender(super.appender(log, limit), store, log, fault);
  }

  @Override
  public LogTail tail(Key log, long position) {
    LogTail tail = super.tail(log, fault == Fault.FORGOTTEN_POSITION ? 0 : position);
    return switch (fault) {
      case ABSENCE_IS_AN_ERROR -> new StrictTail(log, tail);
      case ONE_TAIL_FOR_ALL -> tails.computeIfAbsent(log, first -> tail);
      default -> new BrokenTail(tail, fault);
    };
  }

  @Override
  public ChangeWatch watch(List<Key> folders) throws TransportException {
    List<Key> watched = fault == Fault.LOST_HINT ? List.of() : folders;
    return new BrokenWatch(super.watch(watched), fault);
  }

  @Override
  public Instant storeTime(Duration limit) throws TransportException {
    Instant time = super.storeTime(limit);
    return fault == Fault.OTHER_CLOCK ? time.plus(Duration.ofHours(1)) : time;
  }

  @Override
  public Duration probe(Duration limit) throws TransportException {
    Duration time = super.probe(limit);
    if (fault == Fault.PROBE_IN_VAIN) {
      throw new TransportException(FailureKind.UNREACHABLE, "no answer");
    }
    return time;
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
      LockSupport.parkNanos(Duration.ofSeconds(50).toNanos());
    }
  }

  /** A tail for which a log that is absent is trouble. */
  private final class StrictTail implements LogTail {
    private final Key log;
    private final LogTail tail;

    StrictTail(Key log, LogTail tail) {
      this.log = log;
      this.tail = tail;
    }

    @Override
    public List<ByteBuffer> read(Duration limit) throws TransportException {
      if (!store.list(log.parent()).contains(log.name())) {
        absent(log);
      }
      return tail.read(limit);
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
}
