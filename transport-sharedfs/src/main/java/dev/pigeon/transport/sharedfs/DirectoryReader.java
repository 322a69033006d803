package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads keys of a shared directory, as one kind of reader sees its files. */
final class DirectoryReader implements StoreReader {
  private final Layout layout;
  private final ReadableFiles files;
  private final boolean keepOpen;
  private final Calls calls;
  private final OpenHandles handles;

  /**
   * @param keepOpen whether a file that grows is seen to grow without being opened again
   */
  DirectoryReader(
      Layout layout, ReadableFiles files, boolean keepOpen, Calls calls, OpenHandles handles) {
    this.layout = layout;
    this.files = files;
    this.keepOpen = keepOpen;
    this.calls = calls;
    this.handles = handles;
  }

  @Override
  public Optional<Document> read(Key key, Duration limit) throws TransportException {
    return calls.call(
        new FileCall<Optional<Document>>("read " + key) {
          @Override
          Optional<Document> run() throws IOException {
            return files.read(layout.path(key));
          }
        },
        limit);
  }

  @Override
  public LogTail tail(Key log, long position) {
    FileLogTail tail = new FileLogTail(layout.path(log), position, files, keepOpen, calls, handles);
    handles.add(tail);
    return tail;
  }
}
