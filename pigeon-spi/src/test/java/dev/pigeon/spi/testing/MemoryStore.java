package dev.pigeon.spi.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What several {@link InMemoryTransport}s share, as several machines share a store. */
public final class MemoryStore implements TestStore {
  private final InstantSource clock;
  private final SortedMap<String, Document> documents = new TreeMap<>();
  private final SortedMap<String, List<byte[]>> logs = new TreeMap<>();
  private final SortedMap<String, String> torn = new TreeMap<>();
  private final Map<Object, Consumer<Key>> listeners = new HashMap<>();
  private volatile boolean reachable = true;

  public MemoryStore() {
    this(InstantSource.system());
  }

  /** A store whose times come from {@code clock}. */
  public MemoryStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public InMemoryTransport open() {
    return new InMemoryTransport(this);
  }

  @Override
  public boolean setReachable(boolean reachable) {
    this.reachable = reachable;
    return true;
  }

  /** Completes records at each {@code \n}, but none that has a NUL before that. */
  @Override
  public synchronized boolean appendRaw(Key log, byte[] bytes) {
    String rest = torn.getOrDefault(log.path(), "") + new String(bytes, ISO_8859_1);
    List<ByteBuffer> whole = new ArrayList<>();
    int end = rest.indexOf('\n');
    while (end >= 0 && rest.lastIndexOf('\0', end) < 0) {
      whole.add(ByteBuffer.wrap(rest.substring(0, end).getBytes(ISO_8859_1)));
      rest = rest.substring(end + 1);
      end = rest.indexOf('\n');
    }
    append(log, whole);
    torn.put(log.path(), rest);
    return true;
  }

  boolean reachable() {
    return reachable;
  }

  InstantSource clock() {
    return clock;
  }

  synchronized Optional<Document> read(Key key) {
    Document document = documents.get(key.path());
    return document == null
        ? Optional.empty()
        : Optional.of(new Document(document.content().clone(), document.modified()));
  }

  synchronized void replace(Key key, byte[] content) {
    documents.put(key.path(), new Document(content.clone(), clock.instant()));
    changed(key);
  }

  synchronized Creation create(Key key, byte[] content) {
    Optional<Document> holder = read(key);
    if (holder.isPresent()) {
      return new Creation.Lost(holder.get().content());
    }
    replace(key, content);
    return new Creation.Won();
  }

  synchronized void delete(Key key) {
    below(documents, key).clear();
    below(logs, key).clear();
    below(torn, key).clear();
    documents.remove(key.path());
    logs.remove(key.path());
    torn.remove(key.path());
    changed(key);
  }

  synchronized List<String> list(Key folder) {
    TreeSet<String> names = new TreeSet<>();
    int start = folder.path().isEmpty() ? 0 : folder.path().length() + 1;
    for (String path : below(documents, folder).keySet()) {
      names.add(firstSegment(path, start));
    }
    for (String path : below(logs, folder).keySet()) {
      names.add(firstSegment(path, start));
    }
    return new ArrayList<>(names);
  }

  private static String firstSegment(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.substring(start) : path.substring(start, slash);
  }

  private static <V> SortedMap<String, V> below(SortedMap<String, V> all, Key folder) {
    // '0' is the character after '/', so the range holds what begins with the folder and a slash.
    return folder.path().isEmpty() ? all : all.subMap(folder.path() + '/', folder.path() + '0');
  }

  synchronized void touchLog(Key log) {
    if (logs.putIfAbsent(log.path(), new ArrayList<>()) == null) {
      changed(log);
    }
  }

  /** Appends whole records, in place of what a dead writer has torn. */
  synchronized void append(Key log, List<ByteBuffer> records) {
    List<byte[]> all = logs.computeIfAbsent(log.path(), path -> new ArrayList<>());
    torn.remove(log.path());
    for (ByteBuffer record : records) {
      byte[] copy = new byte[record.remaining()];
      record.get(copy);
      all.add(copy);
    }
    changed(log);
  }

  /** The records from number {@code position} on. */
  synchronized List<ByteBuffer> records(Key log, long position) {
    List<ByteBuffer> found = new ArrayList<>();
    List<byte[]> all = logs.getOrDefault(log.path(), List.of());
    for (long i = position; i < all.size(); i++) {
      found.add(ByteBuffer.wrap(all.get((int) i)).asReadOnlyBuffer());
    }
    return found;
  }

  synchronized void listen(Object owner, Consumer<Key> listener) {
    listeners.put(owner, listener);
  }

  synchronized void ignore(Object owner) {
    listeners.remove(owner);
  }

  private void changed(Key key) {
    for (Consumer<Key> listener : listeners.values()) {
      listener.accept(key);
    }
  }
}
