package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A wait that the kernel's change events end as well. They are asked for by the first {@link
 * #await} and not before, because ending them again is slow.
 */
final class NotifiedWatch implements ChangeWatch, OpenHandles.Handle {
  /** The rhythm of looks where the kernel gives no events, for example for want of watches. */
  private static final Duration WITHOUT_EVENTS = Duration.ofMillis(100);

  private static final int MOST_NAMED = 10_000;

  private final Path root;
  private final Map<Path, Key> folders = new LinkedHashMap<>();
  private final OpenHandles handles;
  private final TimedWatch signal;
  private List<Key> named = new ArrayList<>();
  private FolderEvents events;
  private boolean closed;

  NotifiedWatch(Layout layout, List<Key> watched, OpenHandles handles) {
    root = layout.root();
    for (Key folder : watched) {
      folders.put(layout.path(folder), folder);
    }
    this.handles = handles;
    this.signal = new TimedWatch(handles);
  }

  @Override
  public boolean await(Duration limit) throws TransportException {
    FolderEvents source = events();
    if (source == null || source.complete() || limit.compareTo(WITHOUT_EVENTS) <= 0) {
      return signal.await(limit);
    }
    signal.await(WITHOUT_EVENTS);
    return true;
  }

  private synchronized FolderEvents events() {
    if (events == null && !closed) {
      events = new FolderEvents(root, List.copyOf(folders.keySet()), this::came, signal);
      events.start();
      // What changed before the kernel was asked has no event, so the first wait ends at once.
      signal.wake();
    }
    return events;
  }

  private synchronized void came(Path folder, String name) {
    if (named.size() < MOST_NAMED && Layout.isVisible(name) && folders.containsKey(folder)) {
      named.add(folders.get(folder).resolve(name));
    }
  }

  @Override
  public synchronized List<Key> named() {
    List<Key> taken = named;
    named = new ArrayList<>();
    return taken;
  }

  @Override
  public void wake() {
    signal.wake();
  }

  @Override
  public void close() {
    handles.remove(this);
    end();
  }

  @Override
  public synchronized void end() {
    closed = true;
    signal.end();
    if (events != null) {
      events.stop();
    }
  }
}
