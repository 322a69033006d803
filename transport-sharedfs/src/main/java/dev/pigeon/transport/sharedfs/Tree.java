package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Opens and creates files and folders below the root: follows no symbolic link there, creates
 * folders with mode 0700 and files with 0600, and sees past what a network client has cached.
 */
final class Tree {
  private static final FileAttribute<?>[] NO_MODE = {};
  private static final int STICKY_FOR_ALL = 01777;
  private static final String NOT_PLAIN = "not a plain file";

  private final Path root;
  private final Ground ground;
  private final SyncPolicy sync;
  private final FolderTicks ticks = new FolderTicks(System::nanoTime);
  private final FileAttribute<?>[] folderMode;
  private final FileAttribute<?>[] fileMode;

  Tree(Path root, Ground ground, SyncPolicy sync) {
    this.root = root;
    this.ground = ground;
    this.sync = sync;
    if (ground.posix()) {
      Set<PosixFilePermission> file =
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      Set<PosixFilePermission> folder = EnumSet.copyOf(file);
      folder.add(PosixFilePermission.OWNER_EXECUTE);
      fileMode = new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(file)};
      folderMode = new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(folder)};
    } else {
      fileMode = NO_MODE;
      folderMode = NO_MODE;
    }
  }

  Path root() {
    return root;
  }

  /**
   * Creates the root, for its owner alone, with everything above it. The two folders right above,
   * which hold the namespaces of several users, are open to all as {@code /tmp} is.
   */
  void createRoot() throws IOException {
    if (Files.isDirectory(root)) {
      return;
    }
    Path namespaces = root.getParent();
    createForAll(namespaces.getParent());
    createForAll(namespaces);
    Files.createDirectories(root, folderMode);
  }

  private void createForAll(Path folder) throws IOException {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(folder);
    if (ground.posix() && folder.getFileSystem() == FileSystems.getDefault()) {
      try {
        Files.setAttribute(folder, "unix:mode", STICKY_FOR_ALL);
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException kept) {
        // A file system without such modes: the folder stays as it allows.
      }
    }
  }

  /** Whether the root is there; if it is not, everything below it is out of reach, not absent. */
  boolean hasRoot() {
    return Files.isDirectory(root);
  }

  /** Opens a plain file for reading, past the caches of the machine. */
  FileChannel openToRead(Path file) throws IOException {
    attributes(file);
    return reopen(file);
  }

  /** Opens a file for reading whose attributes were just asked for. */
  FileChannel reopen(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Opens a plain file for appending, creating it and the folders above it. What was there before
   * is looked at first, as opening a FIFO would not return; a new file costs no further call.
   */
  FileChannel openToAppend(Path file) throws IOException {
    try {
      return create(file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
    } catch (NoSuchFileException noFolder) {
      throw noFolder;
    } catch (FileSystemException e) {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      if (!attributesNow(file).isRegularFile()) {
        throw new NotPlainException(file, NOT_PLAIN);
      }
      return create(file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }
  }

  /** Opens a file that must not exist, creating the folders above it. */
  FileChannel openNew(Path file) throws IOException {
    return create(file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  private FileChannel create(Path file, Set<StandardOpenOption> how) throws IOException {
    Set<OpenOption> options = new HashSet<>(how);
    options.add(LinkOption.NOFOLLOW_LINKS);
    checkFolders(file.getParent());
    try {
      return FileChannel.open(file, options, fileMode);
    } catch (NoSuchFileException noFolder) {
      createFolders(file.getParent());
      return FileChannel.open(file, options, fileMode);
    }
  }

  /** Creates folders below the root; the root itself is never recreated behind a lost mount. */
  private void createFolders(Path folder) throws IOException {
    if (folder.equals(root)) {
      throw new NoSuchFileException(root.toString());
    }
    try {
      Files.createDirectory(folder, folderMode);
      sync.named(folder.getParent());
    } catch (NoSuchFileException noParent) {
      createFolders(folder.getParent());
      createFolders(folder);
    } catch (FileAlreadyExistsException exists) {
      checkFolders(folder);
    }
  }

  /**
   * The attributes of a plain file.
   *
   * @throws NotPlainException if the name or a folder above it is a link or no plain file
   * @throws NoSuchFileException if there is none
   */
  BasicFileAttributes attributes(Path file) throws IOException {
    refresh(file);
    checkFolders(file.getParent());
    BasicFileAttributes attributes = attributesNow(file);
    if (!attributes.isRegularFile()) {
      throw new NotPlainException(file, NOT_PLAIN);
    }
    return attributes;
  }

  /** Fails if a folder between the root and {@code folder}, inclusive, is something else. */
  void checkFolders(Path folder) throws IOException {
    if (folder.equals(root)) {
      return;
    }
    checkFolders(folder.getParent());
    try {
      if (!attributesNow(folder).isDirectory()) {
        throw new NotPlainException(folder, "not a folder");
      }
    } catch (NoSuchFileException absent) {
      // The call that follows finds that out, too, and some of them create it.
    }
  }

  /** Makes the next look at a file ask the server, not what this machine remembers of it. */
  private void refresh(Path file) throws IOException {
    if (ground.local()) {
      return;
    }
    if (ground.chmodRefreshes()) {
      chmodToTheSame(file);
    } else {
      lookFor(file);
    }
  }

  /**
   * Lists the folder of a file up to its name: a name once looked up in vain stays absent for up to
   * 30 s on NFS otherwise.
   */
  void lookFor(Path file) throws IOException {
    Path folder = file.getParent();
    beforeLook(folder);
    if (!listUpTo(file) && !folder.equals(root)) {
      // The folder may be one of those names itself.
      lookFor(folder);
      listUpTo(file);
    }
  }

  /** Lets a listing, or a look for a name, show what changed just after the last one. */
  void beforeLook(Path folder) {
    if (ground.hidesChangesOfOneTick()) {
      ticks.beforeLook(folder);
    }
  }

  /** False if there is no such folder, as far as this machine knows. */
  private static boolean listUpTo(Path file) throws IOException {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(file.getParent())) {
      for (Path name : names) {
        if (name.equals(file)) {
          break;
        }
      }
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    } catch (DirectoryIteratorException ignored) {
      return true; // listings miss names; the name itself is tried anyway
    }
  }

  /** Drops what sshfs keeps of a file or folder, if it is ours. */
  void chmodToTheSame(Path path) {
    try {
      Files.setPosixFilePermissions(
          path, Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException ignored) {
      // Absent, or another user's: then the cache of the mount runs out by itself.
    }
  }

  /** Deletes what is left of a failed step. */
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // A hidden name stays behind; no reader sees it, and the failure itself is reported.
    }
  }

  /** The attributes of whatever has that name, as this machine knows them. */
  static BasicFileAttributes attributesNow(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
