package dev.pigeon.transport.sharedfs;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * What a shared directory stands on, and what follows from it.
 *
 * @param type the file system's type as the mount table spells it
 * @param local every user goes through this machine's page cache: no force, channels kept open
 * @param chmodRefreshes a chmod that changes nothing drops what the client side caches of a file
 * @param posix files have owners and modes
 * @param owners owners, modes and numbers of links can be asked for as Unix has them
 * @param notifies the kernel tells about changes (inotify)
 * @param reason why {@code local} is what it is, for people
 */
record Ground(
    String type,
    boolean local,
    boolean chmodRefreshes,
    boolean posix,
    boolean owners,
    boolean notifies,
    String reason) {

  /** What two machines see of each other cannot be tried out on one of them. */
  private static final String UNTOLD =
      "unknown type, so with care; the setting filesystem = local spares that where this machine"
          + " alone uses it";

  /** Finds out about {@code path}, which need not exist; touches no network file system. */
  static Ground of(Path path, FileSystemKind kind) {
    boolean onDefault = path.getFileSystem() == FileSystems.getDefault();
    String type = onDefault ? MountTable.read().typeOf(path) : path.getFileSystem().toString();
    return of(path, type, onDefault, kind);
  }

  static Ground of(Path path, String type, boolean onDefault, FileSystemKind kind) {
    boolean known = onDefault && isLocal(type);
    boolean local =
        switch (kind) {
          case AUTO -> known;
          case LOCAL -> true;
          case NETWORK -> false;
        };
    String reason =
        switch (kind) {
          case AUTO -> known ? "known local type" : isNetwork(type) ? "network type" : UNTOLD;
          case LOCAL, NETWORK -> "by the setting filesystem";
        };
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    boolean owners =
        onDefault
            && posix
            && FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    boolean chmodRefreshes = !local && type.equals("fuse.sshfs");
    return new Ground(type, local, chmodRefreshes, posix, owners, local && onDefault, reason);
  }

  /** Whether something else may appear here as soon as somebody goes there (an automount). */
  boolean appearsWhenTouched() {
    return type.equals("autofs");
  }

  /** Whether this machine may take a folder for unchanged that changed twice in a short time. */
  boolean hidesChangesOfOneTick() {
    return !local && type.startsWith("nfs");
  }

  private static boolean isNetwork(String type) {
    return switch (type) {
      case "nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "afs", "autofs" -> true;
      case "ceph", "lustre", "gpfs", "beegfs", "gfs2", "ocfs2", "orangefs" -> true;
      case "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.juicefs", "fuse.s3fs" -> true;
      default -> false;
    };
  }

  /** Whether all users of such a file system share a page cache. */
  static boolean isLocal(String type) {
    return switch (type) {
      case "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs" -> true;
      case "tmpfs", "ramfs", "overlay", "overlayfs" -> true;
      default -> false;
    };
  }
}
