package dev.pigeon.spi.testing;

import dev.pigeon.spi.Key;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A store whose keys are the paths of files, in a folder of its own on any file system. */
public abstract class FolderStore implements TestStore {
  private final Path folder;

  /** Takes over an existing empty folder. */
  protected FolderStore(Path folder) {
    this.folder = folder;
  }

  /** What the transports open; below the folder, and theirs to create. */
  public final Path root() {
    return folder.resolve("root");
  }

  /** The file of a key. */
  public final Path path(Key key) {
    return root().resolve(key.path());
  }

  @Override
  public boolean appendRaw(Key log, byte[] bytes) throws IOException {
    Files.write(path(log), bytes, StandardOpenOption.APPEND);
    return true;
  }

  @Override
  public boolean setReachable(boolean reachable) throws IOException {
    Path away = folder.resolve("unmounted");
    Files.move(reachable ? away : root(), reachable ? root() : away);
    return true;
  }

  @Override
  public List<String> workFiles() throws IOException {
    HiddenNames hidden = new HiddenNames();
    Files.walkFileTree(root(), hidden);
    return hidden.found;
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(folder, new Deletion());
  }

  private static final class HiddenNames extends SimpleFileVisitor<Path> {
    private final List<String> found = new ArrayList<>();

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return visitFile(path, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (path.getFileName().toString().startsWith(".")) {
        found.add(path.toString());
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      Files.delete(path);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, IOException trouble) throws IOException {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(path);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
