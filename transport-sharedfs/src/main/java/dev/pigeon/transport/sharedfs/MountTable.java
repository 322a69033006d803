package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's list of mounts. Read here rather than through {@link Files#getFileStore} because
 * that asks the file system itself, which a dead network mount never answers, and because a
 * short-lived client pays for it.
 */
final class MountTable {
  private static final int MAX_LINKS = 40;

  private record Mount(String point, String type) {}

  private final List<Mount> mounts = new ArrayList<>();

  /** The table of {@code /proc/self/mountinfo}; empty where there is none. */
  static MountTable read() {
    try {
      byte[] table = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
      return new MountTable(new String(table, StandardCharsets.ISO_8859_1));
    } catch (IOException noProc) {
      // Without a table every type is unknown, and the careful ways of a network file system work.
      return new MountTable("");
    }
  }

  MountTable(String mountinfo) {
    int start = 0;
    while (start < mountinfo.length()) {
      int end = mountinfo.indexOf('\n', start);
      if (end < 0) {
        end = mountinfo.length();
      }
      add(mountinfo.substring(start, end));
      start = end + 1;
    }
  }

  /**
   * The type of the file system that {@code path} lies on or would be created on, symbolic links
   * resolved; {@code unknown} if that cannot be said. Looks only at what lies on local types.
   */
  String typeOf(Path path) {
    Path rest = path.toAbsolutePath().normalize();
    for (int links = 0; links < MAX_LINKS; links++) {
      Path resolved = followFirstLink(rest);
      if (resolved == null) {
        return mountOf(rest);
      }
      rest = resolved;
    }
    return "unknown";
  }

  /** The path with its first symbolic link replaced; null if there is none to be replaced. */
  private Path followFirstLink(Path path) {
    Path prefix = path.getRoot();
    for (int i = 0; i < path.getNameCount(); i++) {
      prefix = prefix.resolve(path.getName(i));
      if (!Ground.isLocal(mountOf(prefix))) {
        return null;
      }
      try {
        if (isLink(prefix)) {
          Path target = prefix.resolveSibling(Files.readSymbolicLink(prefix));
          int next = i + 1;
          return next == path.getNameCount()
              ? target.normalize()
              : target.resolve(path.subpath(next, path.getNameCount())).normalize();
        }
      } catch (IOException absent) {
        // What does not exist will be created on the file system of its parent.
        return null;
      }
    }
    return null;
  }

  private static boolean isLink(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isSymbolicLink();
  }

  /** The type of the mount with the longest point above {@code path}; of equals the last one. */
  private String mountOf(Path path) {
    String name = path.toString();
    String type = "unknown";
    int longest = -1;
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      if (mount.point.length() >= longest && covers(mount.point, name)) {
        longest = mount.point.length();
        type = mount.type;
      }
    }
    return type;
  }

  private static boolean covers(String point, String name) {
    return name.startsWith(point)
        && (point.length() == name.length()
            || point.endsWith("/")
            || name.charAt(point.length()) == '/');
  }

  /** Adds a line: id, parent, device, root, mount point, options, tags, {@code -}, type, … */
  private void add(String line) {
    int field = 0;
    for (int i = 0; i < 4 && field >= 0; i++) {
      field = line.indexOf(' ', field) + 1;
    }
    int end = line.indexOf(' ', field);
    int dash = line.indexOf(" - ", field);
    if (field <= 0 || end < 0 || dash < 0) {
      return;
    }
    int typeEnd = line.indexOf(' ', dash + 3);
    String type = line.substring(dash + 3, typeEnd < 0 ? line.length() : typeEnd);
    mounts.add(new Mount(unescape(line.substring(field, end)), type));
  }

  /** Undoes the octal escapes of the kernel ({@code \040} for a blank) and decodes UTF-8. */
  private static String unescape(String point) {
    byte[] bytes = new byte[point.length()];
    int length = 0;
    for (int i = 0; i < point.length(); i++) {
      char c = point.charAt(i);
      if (c == '\\' && i + 3 < point.length()) {
        c = (char) Integer.parseInt(point, i + 1, i + 4, 8);
        i += 3;
      }
      bytes[length++] = (byte) c;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
