package dev.pigeon.transport.sharedfs;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.FolderStore;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shared directory of its own, on jimfs or on the default file system. */
final class SharedFsStore extends FolderStore {
  private final FileSystem fileSystem;
  private final FileSystemKind kind;
  private final SyncPolicy sync;

  private SharedFsStore(Path folder, FileSystemKind kind, SyncPolicy sync) {
    super(folder);
    this.fileSystem = folder.getFileSystem();
    this.kind = kind;
    this.sync = sync;
  }

  static SharedFsStore onJimfs(FileSystemKind kind) {
    return onJimfs(Configuration.unix(), kind);
  }

  static SharedFsStore onJimfs(Configuration configuration, FileSystemKind kind) {
    return new SharedFsStore(Jimfs.newFileSystem(configuration).getPath("/shared"), kind, null);
  }

  static SharedFsStore onDisk(FileSystemKind kind) throws IOException {
    return onDisk(kind, null);
  }

  static SharedFsStore onDisk(FileSystemKind kind, SyncPolicy sync) throws IOException {
    return new SharedFsStore(Files.createTempDirectory("pigeon-sharedfs"), kind, sync);
  }

  @Override
  public Transport open() throws TransportException {
    return SharedFsTransport.open(root(), kind, sync);
  }

  @Override
  public void close() throws IOException {
    super.close();
    if (fileSystem != FileSystems.getDefault()) {
      fileSystem.close();
    }
  }
}
