package dev.pigeon.transport.sharedfs;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.TestStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A store in a folder of its own, on jimfs or on the default file system. */
final class FolderStore implements TestStore {
  private final Path folder;
  private final Closeable fileSystem;
  private final FileSystemKind kind;
  private final SyncPolicy sync;

  private FolderStore(Path folder, Closeable fileSystem, FileSystemKind kind, SyncPolicy sync) {
    this.folder = folder;
    this.fileSystem = fileSystem;
    this.kind = kind;
    this.sync = sync;
  }

  static FolderStore onJimfs(FileSystemKind kind) {
    return onJimfs(Configuration.unix(), kind);
  }

  static FolderStore onJimfs(Configuration configuration, FileSystemKind kind) {
    FileSystem jimfs = Jimfs.newFileSystem(configuration);
    return new FolderStore(jimfs.getPath("/shared"), jimfs, kind, null);
  }

  static FolderStore onDisk(FileSystemKind kind) throws IOException {
    Path folder = Files.createTempDirectory("pigeon-sharedfs");
    return new FolderStore(folder, () -> {}, kind, null);
  }

  Path root() {
    return folder.resolve("root");
  }

  @Override
  public Transport open() throws TransportException {
    return SharedFsTransport.open(root(), kind, sync);
  }

  @Override
  public boolean appendRaw(Key log, byte[] bytes) throws IOException {
    Files.write(root().resolve(log.path()), bytes, StandardOpenOption.APPEND);
    return true;
  }

  @Override
  public List<String> workFiles() throws IOException {
    List<String> hidden = new ArrayList<>();
    Files.walkFileTree(
        root(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return visitFile(path, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (path.getFileName().toString().startsWith(".")) {
              hidden.add(path.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return hidden;
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, IOException trouble)
              throws IOException {
            Files.delete(path);
            return FileVisitResult.CONTINUE;
          }
        });
    fileSystem.close();
  }
}
