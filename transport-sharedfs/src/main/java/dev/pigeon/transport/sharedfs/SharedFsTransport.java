package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Traits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.spi.Trust;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A namespace as a folder: a key is the path of a file below it.
 *
 * <p>On a file system known to be local, file calls run in the caller's thread and limits are not
 * watched, as no call takes long; elsewhere they run on daemon threads of this transport and are
 * left behind when they hang.
 */
public final class SharedFsTransport implements Transport {
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(12);
  private static final Duration LOCAL_LOOK = Duration.ofMillis(1);
  private static final Duration NETWORK_LOOK = Duration.ofMillis(5);

  private final Layout layout;
  private final Ground ground;
  private final SyncPolicy sync;
  private final Failures failures;
  private final Calls calls;
  private final Tree tree;
  private final Documents documents;
  private final Folders folders;
  private final OpenHandles handles = new OpenHandles();
  private final StoreReader reader;
  private final Traits traits;

  private SharedFsTransport(Layout layout, Ground ground, SyncPolicy sync) {
    this.layout = layout;
    this.ground = ground;
    this.sync = sync;
    this.failures = new Failures(layout.root());
    this.calls = ground.local() ? new DirectCalls(failures) : new WatchedCalls(failures);
    this.tree = new Tree(layout.root(), ground, sync);
    this.documents = new Documents(layout, tree, sync);
    this.folders = new Folders(layout, tree, ground);
    this.reader = readerOf(documents);
    this.traits = traits(ground, sync);
  }

  private StoreReader readerOf(ReadableFiles files) {
    return new DirectoryReader(layout, files, ground.local(), calls, handles);
  }

  /**
   * Opens the namespace of {@code settings}, creating its folder.
   *
   * @param sync when to force; null to force just what readers elsewhere would not see otherwise
   */
  public static SharedFsTransport open(TransportSettings settings, SyncPolicy sync)
      throws TransportException {
    FileSystemKind kind = kind(settings.value(SharedFsProvider.FILESYSTEM));
    Path cache;
    try {
      cache = Path.of(settings.cache());
    } catch (InvalidPathException e) {
      throw incompatible("cache: not a path: " + settings.cache());
    }
    if (!cache.isAbsolute()) {
      throw incompatible("cache: must be an absolute path: \"" + settings.cache() + "\"");
    }
    return open(Layout.root(cache, settings.namespace()), kind, sync);
  }

  /**
   * Opens a namespace in a folder of any file system, creating the folder.
   *
   * @param sync when to force; null to force just what readers elsewhere would not see otherwise
   */
  public static SharedFsTransport open(Path root, FileSystemKind kind, SyncPolicy sync)
      throws TransportException {
    SharedFsTransport transport = create(root, kind, sync);
    if (transport.ground.appearsWhenTouched()) {
      transport.close(); // its own calls have had the mount made: only now can it be looked at
      return create(root, kind, sync);
    }
    return transport;
  }

  private static SharedFsTransport create(Path root, FileSystemKind kind, SyncPolicy sync)
      throws TransportException {
    Ground ground = Ground.of(root, kind);
    SyncPolicy chosen = sync == null ? new VisibleSync(!ground.local()) : sync;
    SharedFsTransport transport = new SharedFsTransport(new Layout(root), ground, chosen);
    try {
      transport.createRoot();
    } catch (TransportException e) {
      transport.close();
      throw e;
    }
    return transport;
  }

  private static FileSystemKind kind(String word) throws TransportException {
    for (FileSystemKind kind : FileSystemKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw incompatible(
        "transports.sharedfs.filesystem: must be auto, local or network, is \""
            + word
            + "\"; set it with: pigeon config set transports.sharedfs.filesystem auto");
  }

  private static TransportException incompatible(String message) {
    return new TransportException(FailureKind.INCOMPATIBLE, message);
  }

  private static Traits traits(Ground ground, SyncPolicy sync) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    if (sync.durable()) {
      capabilities.add(Capability.DURABLE_APPEND);
    }
    if (ground.local()) {
      capabilities.add(Capability.SINGLE_HOST);
    }
    if (ground.notifies()) {
      capabilities.add(Capability.CHANGE_HINTS);
    }
    if (ground.owners()) {
      capabilities.add(Capability.OWNERS);
    }
    Duration look = ground.local() ? LOCAL_LOOK : NETWORK_LOOK;
    String summary =
        "directory on "
            + ground.type()
            + ", taken for "
            + (ground.local() ? "local" : "network")
            + " ("
            + ground.reason()
            + "): "
            + sync.summary()
            + (ground.local() ? ", files kept open" : ", list and re-open at every look")
            + (ground.chmodRefreshes() ? " after a chmod" : "")
            + (ground.notifies() ? ", change events" : ", no change events")
            + ", at most a look every "
            + look.toMillis()
            + " ms";
    return new Traits(capabilities, look, summary);
  }

  private void createRoot() throws TransportException {
    calls.call(
        new FileCall<Void>("create the shared directory") {
          @Override
          Void run() throws IOException {
            tree.createRoot();
            return null;
          }
        },
        OPEN_LIMIT);
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    return reader.read(key, limit);
  }

  @Override
  public void replace(Key key, byte[] content, Duration limit) throws TransportException {
    calls.call(
        new FileCall<Void>("replace " + key) {
          @Override
          Void run() throws IOException {
            documents.replace(layout.path(key), content);
            return null;
          }
        },
        limit);
  }

  @Override
  public Creation create(Key key, byte[] content, Duration limit) throws TransportException {
    return calls.call(
        new FileCall<Creation>("create " + key) {
          @Override
          Creation run() throws IOException {
            return documents.create(layout.path(key), content);
          }
        },
        limit);
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    calls.call(
        new FileCall<Void>("delete " + key) {
          @Override
          Void run() throws IOException {
            folders.delete(layout.path(key));
            return null;
          }
        },
        limit);
  }

  @Override
  public List<String> list(Key folder, Duration limit) throws TransportException {
    return calls.call(
        new FileCall<List<String>>("list " + folder) {
          @Override
          List<String> run() throws IOException {
            return folders.list(layout.path(folder));
          }
        },
        limit);
  }

  @Override
  public LogAppender appender(Key log, Duration limit) throws TransportException {
    FileLogAppender appender =
        calls.call(
            new FileCall<FileLogAppender>("open " + log + " for appending") {
              @Override
              FileLogAppender run() throws IOException {
                return FileLogAppender.open(layout.path(log), tree, sync, calls, handles);
              }

              @Override
              void discard(FileLogAppender late) {
                late.end();
              }
            },
            limit);
    handles.add(appender);
    return appender;
  }

  @Override
  public LogTail tail(Key log, long position) {
    return reader.tail(log, position);
  }

  @Override
  public StoreReader trusting(Trust trust, Duration limit) throws TransportException {
    if (!traits.can(Capability.OWNERS)) {
      return Transport.super.trusting(trust, limit);
    }
    Owners owners =
        calls.call(
            new FileCall<Owners>("trust the shared directory") {
              @Override
              Owners run() throws IOException, TransportException {
                Owners believed = Owners.of(layout, tree, trust);
                believed.checkTree(layout.root());
                return believed;
              }
            },
            limit);
    return readerOf(new OwnedFiles(tree, owners));
  }

  @Override
  public ChangeWatch watch(List<Key> watched) throws TransportException {
    if (!ground.notifies()) {
      TimedWatch watch = new TimedWatch(handles);
      handles.add(watch);
      return watch;
    }
    NotifiedWatch watch = new NotifiedWatch(layout, watched, handles);
    handles.add(watch);
    return watch;
  }

  @Override
  public Instant storeTime(Duration limit) throws TransportException {
    if (!ground.local()) {
      return calls.call(new Probe("ask the time", layout, tree, sync, failures), limit);
    }
    return calls.call(
        new FileCall<Instant>("ask the time") {
          @Override
          Instant run() {
            // The kernel stamps files by the same clock, up to a tick (4 ms) behind it.
            return Instant.ofEpochMilli(System.currentTimeMillis());
          }
        },
        limit);
  }

  @Override
  public Duration probe(Duration limit) throws TransportException {
    long start = System.nanoTime();
    calls.call(new Probe("write a probe", layout, tree, sync, failures), limit);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    calls.close();
    handles.close();
    calls.shutDown();
  }
}
