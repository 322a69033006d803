package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Set;

/**
 * Whose files and folders are believed. This process's own user is whoever the file system makes
 * the owner of what it writes: over a network that need not be who it is here.
 */
final class Owners {
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 022;

  private final Set<UserPrincipal> believed;
  private final boolean sharedTree;

  private Owners(Set<UserPrincipal> believed, boolean sharedTree) {
    this.believed = believed;
    this.sharedTree = sharedTree;
  }

  /** Finds out who they are; writes a file below the root. */
  static Owners of(Layout layout, Tree tree, Trust trust) throws IOException, TransportException {
    Set<UserPrincipal> believed = new HashSet<>();
    believed.add(self(layout, tree));
    UserPrincipalLookupService names =
        layout.root().getFileSystem().getUserPrincipalLookupService();
    for (String user : trust.users()) {
      try {
        believed.add(names.lookupPrincipalByName(user));
      } catch (UserPrincipalNotFoundException e) {
        String text = "this machine has no user \"" + user + "\", whose requests are allowed";
        throw new TransportException(FailureKind.INCOMPATIBLE, text, e);
      }
    }
    return new Owners(believed, trust.sharedTree());
  }

  private static UserPrincipal self(Layout layout, Tree tree) throws IOException {
    Path probe = layout.fresh(layout.root());
    try {
      tree.openNew(probe).close();
      return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Tree.discard(probe);
    }
  }

  /**
   * Fails if somebody else could put something into the namespace, or another one in its place. The
   * two folders above it may be open to all where nobody can move what is another's.
   */
  void checkTree(Path root) throws IOException {
    checkUpper(root.getParent());
    if (root.getParent() != null) {
      checkUpper(root.getParent().getParent());
    }
    check(root, attributes(root));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        if (Layout.isVisible(entry.getFileName().toString())) { // what others write is not yet
          checkFolder(entry);
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
  }

  private void checkFolder(Path entry) throws IOException {
    PosixFileAttributes attributes;
    try {
      attributes = attributes(entry);
    } catch (NoSuchFileException e) {
      return; // gone since it was listed
    }
    if (attributes.isDirectory()) {
      check(entry, attributes);
    }
  }

  private void checkUpper(Path folder) throws IOException {
    if (folder == null || sharedTree) {
      return;
    }
    int mode = (Integer) Files.getAttribute(folder, "unix:mode");
    if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
      throw new NotTrustedException(folder, "group or others can write there");
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Fails if a file or folder with these attributes is, or could have been changed by, others. */
  void check(Path path, PosixFileAttributes attributes) throws NotTrustedException {
    if (!believed.contains(attributes.owner())) {
      throw new NotTrustedException(
          path, "it belongs to " + attributes.owner().getName() + ", whose requests are not run");
    }
    Set<PosixFilePermission> mode = attributes.permissions();
    boolean open =
        mode.contains(PosixFilePermission.GROUP_WRITE)
            || mode.contains(PosixFilePermission.OTHERS_WRITE);
    if (open && !sharedTree) {
      throw new NotTrustedException(path, "group or others can write there");
    }
  }
}
