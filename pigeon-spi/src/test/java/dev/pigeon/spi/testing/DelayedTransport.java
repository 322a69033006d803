package dev.pigeon.spi.testing;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Traits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * One machine's view of a store through caches of its own: late, stale, failing now and then, but
 * within the contract. Time is a {@link HandClock}'s, so a test steps through it. Own writes are
 * seen at once, as on a network file system. It gives no change hints.
 */
public final class DelayedTransport extends ForwardingTransport {
  private record Seen<T>(long nanos, T value) {
    boolean isFresh(long now, Duration lag) {
      return now - nanos < lag.toNanos();
    }
  }

  private final HandClock clock;
  private final Delays delays;
  private final Map<Key, Seen<Optional<Document>>> documents = new HashMap<>();
  private final Map<Key, Seen<List<String>>> listings = new HashMap<>();
  private final Map<Key, TreeMap<Long, Long>> sights = new HashMap<>();
  private final Random random = new Random(7);
  private int callsToFailure;
  private int creationsToFail;

  public DelayedTransport(Transport inner, HandClock clock, Delays delays) {
    super(inner);
    this.clock = clock;
    this.delays = delays;
    callsToFailure = nextGap();
  }

  /** Lets the answers of the next creates get lost: they throw, whatever came of them. */
  public synchronized void failNextCreations(int count) {
    creationsToFail = count;
  }

  @Override
  public Traits traits() {
    return new Traits(Set.of(), Duration.ofMillis(5), "delayed: " + super.traits().summary());
  }

  @Override
  public synchronized Optional<Document> read(Key key, Duration limit) throws TransportException {
    failNowAndThen("read " + key);
    Seen<Optional<Document>> seen = documents.get(key);
    if (seen != null) {
      Duration lag = seen.value().isPresent() ? delays.replacement() : delays.absence();
      if (seen.isFresh(clock.nanoTime(), lag)) {
        return copy(seen.value());
      }
    }
    Optional<Document> now = super.read(key, limit);
    documents.put(key, new Seen<>(clock.nanoTime(), now));
    return copy(now);
  }

  private static Optional<Document> copy(Optional<Document> document) {
    return document.map(d -> new Document(d.content().clone(), d.modified()));
  }

  @Override
  public synchronized void replace(Key key, byte[] content, Duration limit)
      throws TransportException {
    documents.remove(key);
    super.replace(key, content, limit);
  }

  @Override
  public synchronized Creation create(Key key, byte[] content, Duration limit)
      throws TransportException {
    documents.remove(key);
    Creation end = super.create(key, content, limit);
    if (creationsToFail > 0) {
      creationsToFail--;
      throw unreachable("create " + key + ": the answer got lost");
    }
    return end;
  }

  @Override
  public synchronized void delete(Key key, Duration limit) throws TransportException {
    documents.keySet().removeIf(k -> k.equals(key) || k.path().startsWith(key.path() + '/'));
    sights.keySet().removeIf(k -> k.equals(key) || k.path().startsWith(key.path() + '/'));
    super.delete(key, limit);
  }

  @Override
  public synchronized List<String> list(Key folder, Duration limit) throws TransportException {
    failNowAndThen("list " + folder);
    Seen<List<String>> seen = listings.get(folder);
    if (seen == null || !seen.isFresh(clock.nanoTime(), delays.listing())) {
      seen = new Seen<>(clock.nanoTime(), List.copyOf(super.list(folder, limit)));
      listings.put(folder, seen);
    }
    return new ArrayList<>(seen.value());
  }

  @Override
  public LogTail tail(Key log, long position) {
    return new DelayedTail(log, position);
  }

  private synchronized void failNowAndThen(String action) throws TransportException {
    callsToFailure--;
    if (delays.failEvery() > 0 && callsToFailure == 0) {
      callsToFailure = nextGap();
      throw unreachable(action + ": stale file handle");
    }
  }

  /** Irregular: who asks for the same things again and again would lose the same one each time. */
  private int nextGap() {
    return 1 + delays.failEvery() / 2 + random.nextInt(Math.max(1, delays.failEvery()));
  }

  /**
   * When this machine first saw a log up to {@code position}: a tail that is opened anew finds in
   * the cache what an earlier one had brought there.
   */
  private synchronized long firstSeen(Key log, long position, long now) {
    TreeMap<Long, Long> seen = sights.computeIfAbsent(log, absent -> new TreeMap<>());
    Map.Entry<Long, Long> sight = seen.ceilingEntry(position);
    if (sight != null) {
      return sight.getValue();
    }
    seen.put(position, now);
    return now;
  }

  private static TransportException unreachable(String action) {
    return new TransportException(FailureKind.UNREACHABLE, "cannot " + action);
  }

  /**
   * Gives the records of another tail as they come due: all that one look of it found together, as
   * only its position after them is known.
   */
  private final class DelayedTail implements LogTail {
    private record Batch(long nanos, List<ByteBuffer> records, long positionAfter) {}

    private final Key log;
    private final LogTail inner;
    private final Deque<Batch> pending = new ArrayDeque<>();
    private long position;

    DelayedTail(Key log, long position) {
      this.log = log;
      this.position = position;
      this.inner = DelayedTransport.super.tail(log, position);
    }

    @Override
    public List<ByteBuffer> read(Duration limit) throws TransportException {
      boolean fresh = fetch(limit);
      failNowAndThen("read " + log);
      int ready = pending.size() - (fresh && delays.holdBack() ? 1 : 0);
      List<ByteBuffer> due = new ArrayList<>();
      while (ready > 0 && clock.nanoTime() - pending.peek().nanos() >= delays.data().toNanos()) {
        Batch batch = pending.remove();
        position = batch.positionAfter();
        due.addAll(batch.records());
        ready--;
      }
      return due;
    }

    /** Takes what the inner tail has now; whether that was anything. */
    private boolean fetch(Duration limit) throws TransportException {
      List<ByteBuffer> copies = new ArrayList<>();
      for (ByteBuffer record : inner.read(limit)) {
        copies.add(ByteBuffer.allocate(record.remaining()).put(record).flip());
      }
      if (copies.isEmpty()) {
        return false;
      }
      long now = clock.nanoTime();
      long first = firstSeen(log, inner.position(), now);
      pending.add(new Batch(first, copies, inner.position()));
      return first == now;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
