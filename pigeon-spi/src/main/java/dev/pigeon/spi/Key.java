package dev.pigeon.spi;

import java.util.Objects;

/**
 * The name of a document, a log or a folder in a store: segments joined by {@code /}, for example
 * {@code sessions/1772262903123-0123456789ab/stream.jsonl}.
 *
 * <p>A segment has 1 to 128 characters of {@code [A-Za-z0-9._-]} and does not begin with a dot, so
 * that a key is a safe path on every file system and needs no escaping in a URL or in SQL; names
 * that begin with a dot are left to the transports for work files of their own. The empty key is
 * the root of the namespace.
 *
 * @param path the segments, joined by {@code /}; empty for the root
 */
public record Key(String path) implements Comparable<Key> {

  /** The root of the namespace: the folder that holds every other key. */
  public static final Key ROOT = new Key("");

  private static final int MAX_SEGMENT = 128;

  /**
   * Checks every segment.
   *
   * @throws IllegalArgumentException if a segment is empty, too long, begins with a dot or has
   *     another character
   */
  public Key {
    Objects.requireNonNull(path, "path");
    if (!path.isEmpty()) {
      check(path);
    }
  }

  /** A key of the given path. */
  public static Key of(String path) {
    return new Key(path);
  }

  /** Whether {@code name} may be one segment of a key. */
  public static boolean isSegment(String name) {
    int length = name.length();
    if (length == 0 || length > MAX_SEGMENT || name.charAt(0) == '.') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!allowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The key of {@code child} below this one. */
  public Key resolve(String child) {
    return new Key(path.isEmpty() ? child : path + '/' + child);
  }

  /** The folder this key lies in; the root is its own parent. */
  public Key parent() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? ROOT : new Key(path.substring(0, slash));
  }

  /** The last segment; empty for the root. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(Key other) {
    return path.compareTo(other.path);
  }

  @Override
  public String toString() {
    return path;
  }

  private static void check(String path) {
    int start = 0;
    while (true) {
      int slash = path.indexOf('/', start);
      String segment = slash < 0 ? path.substring(start) : path.substring(start, slash);
      if (!isSegment(segment)) {
        throw new IllegalArgumentException("not a key: \"" + path + "\"");
      }
      if (slash < 0) {
        return;
      }
      start = slash + 1;
    }
  }

  private static boolean allowed(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
