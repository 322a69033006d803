package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Document;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads files that believed users have written. Java shows no attributes of an open file, but those
 * of an open folder: so the folder is opened first and looked at through its handle. If only
 * believed users can change what is in it, a name in it is the same file to the look and to the
 * opening, both of which go through that handle, wherever the path leads meanwhile.
 */
final class OwnedFiles implements ReadableFiles {
  private static final int TRIES = 5;
  private static final Set<OpenOption> PLAIN =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Tree tree;
  private final Owners owners;

  OwnedFiles(Tree tree, Owners owners) {
    this.tree = tree;
    this.owners = owners;
  }

  @Override
  public Optional<Document> read(Path file) throws IOException {
    try (Opened opened = opened(file)) {
      byte[] content = Documents.content(file, opened.channel, opened.attributes.size());
      return Optional.of(new Document(content, opened.attributes.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException absent) {
      if (!tree.hasRoot()) {
        throw absent;
      }
      return Optional.empty();
    }
  }

  @Override
  public FileChannel open(Path file) throws IOException {
    return opened(file).channel;
  }

  private Opened opened(Path file) throws IOException {
    tree.attributes(file); // past what this machine remembers
    for (int i = 0; i < TRIES; i++) {
      Opened opened = openOnce(file);
      if (opened != null) {
        return opened;
      }
    }
    throw new IOException(file + " is replaced all the time");
  }

  /** Null if the file was replaced meanwhile. */
  private Opened openOnce(Path file) throws IOException {
    Path name = file.getFileName();
    try (SecureDirectoryStream<Path> folder = secure(file.getParent())) {
      owners.check(
          file.getParent(),
          folder.getFileAttributeView(PosixFileAttributeView.class).readAttributes());
      PosixFileAttributes before = attributes(folder, name);
      if (!before.isRegularFile()) {
        throw new NotPlainException(file, "not a plain file");
      }
      owners.check(file, before);
      checkLinks(file, before.fileKey());
      FileChannel channel = (FileChannel) folder.newByteChannel(name, PLAIN);
      try {
        if (Objects.equals(before.fileKey(), attributes(folder, name).fileKey())) {
          return new Opened(channel, before);
        }
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      channel.close();
      return null;
    }
  }

  /** A second name elsewhere would be a way to offer somebody's file for another purpose. */
  private static void checkLinks(Path file, Object key) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(file, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
    if (Objects.equals(unix.get("fileKey"), key) && (Integer) unix.get("nlink") > 1) {
      throw new NotTrustedException(file, "it has a second name elsewhere (a hard link)");
    }
  }

  private static PosixFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static SecureDirectoryStream<Path> secure(Path folder) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system has no folder handles");
  }

  private record Opened(FileChannel channel, PosixFileAttributes attributes)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
