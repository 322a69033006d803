package dev.pigeon.transport.sharedfs.fsync;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.FolderStore;
import dev.pigeon.transport.sharedfs.FileSystemKind;
import dev.pigeon.transport.sharedfs.SharedFsTransport;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** A durable shared directory of its own, on jimfs or on the default file system. */
final class FsyncStore extends FolderStore {
  private final FileSystem fileSystem;
  private final FileSystemKind kind;

  private FsyncStore(Path folder, FileSystemKind kind) {
    super(folder);
    this.fileSystem = folder.getFileSystem();
    this.kind = kind;
  }

  static FsyncStore onJimfs(FileSystemKind kind) {
    return new FsyncStore(Jimfs.newFileSystem(Configuration.unix()).getPath("/shared"), kind);
  }

  static FsyncStore onDisk(FileSystemKind kind) throws IOException {
    return new FsyncStore(Files.createTempDirectory("pigeon-fsync"), kind);
  }

  @Override
  public Transport open() throws TransportException {
    return SharedFsTransport.open(root(), kind, new DurableSync());
  }

  @Override
  public void close() throws IOException {
    super.close();
    if (fileSystem != FileSystems.getDefault()) {
      fileSystem.close();
    }
  }
}
