package dev.pigeon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A configuration file, already parsed, in a hidden file beside it: what spares every command the
 * TOML parser. It is a cache and nothing else: absent, foreign, torn or stale, it is passed over in
 * silence.
 *
 * <p>Lines: magic and version; the file's path; its size, time and inode; then name, line and value
 * of an entry, separated by tabs; at last {@code end} and the number of characters before it.
 */
final class Snapshot {
  private static final String MAGIC = "pigeon config snapshot 1";

  private Snapshot() {}

  /** The entries of {@code file} as the stamp has it; null if no snapshot can be trusted for it. */
  static Map<String, Entry> read(Path file, Stamp stamp, ConfigContext context) {
    try {
      Path snapshot = place(file, stamp, context);
      if (snapshot == null) {
        return null;
      }
      return decode(new String(Files.readAllBytes(snapshot), StandardCharsets.UTF_8), file, stamp);
    } catch (NoSuchFileException e) {
      return null; // none yet
    } catch (IOException | RuntimeException e) {
      return null; // a cache that cannot be read is no cache; the TOML file decides
    }
  }

  /**
   * Keeps the entries for the next process, unless the file is so young that a second change could
   * hide behind the same time. The folder's own clock says what young is: its temporary file.
   */
  static void write(Path file, Stamp stamp, Map<String, Entry> entries, ConfigContext context) {
    if (!stamp.isSettled(System.currentTimeMillis() * 1_000_000L)) {
      return;
    }
    Path temporary = null;
    try {
      Path snapshot = place(file, stamp, context);
      if (snapshot == null) {
        return;
      }
      temporary = Replacement.newTemporary(snapshot);
      try (SeekableByteChannel channel = Replacement.create(temporary)) {
        ByteBuffer bytes =
            ByteBuffer.wrap(encode(file, stamp, entries).getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      if (stamp.isSettled(Stamp.of(temporary).modifiedNanos())) {
        Files.move(temporary, snapshot, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.delete(temporary);
      }
    } catch (IOException | RuntimeException e) {
      Replacement.discard(temporary); // no room for a cache here; the TOML file is read each time
    }
  }

  /**
   * Where this user's snapshot is or would be: the plain name, or one of his own if that is taken
   * by somebody who could not have written the configuration either; null if both are.
   */
  private static Path place(Path file, Stamp stamp, ConfigContext context) throws IOException {
    Path plain = file.resolveSibling("." + file.getFileName() + ".snapshot");
    if (isTrusted(plain, stamp, context)) {
      return plain;
    }
    if (context.osUser().isEmpty() || context.osUser().indexOf('/') >= 0) {
      return null;
    }
    Path own = plain.resolveSibling(plain.getFileName() + "." + context.osUser());
    return isTrusted(own, stamp, context) ? own : null;
  }

  /** The owner of the file and the owner of this home may say what stands in it; nobody else. */
  private static boolean isTrusted(Path snapshot, Stamp stamp, ConfigContext context)
      throws IOException {
    Stamp found = Stamp.of(snapshot);
    if (found == null) {
      return true;
    }
    if (found.openToOthers()) {
      return false;
    }
    if (found.owner() == stamp.owner()) {
      return Files.isReadable(snapshot);
    }
    Stamp home = Stamp.of(context.home());
    return home != null && home.owner() == found.owner();
  }

  static String encode(Path file, Stamp stamp, Map<String, Entry> entries) {
    StringBuilder text = new StringBuilder(512);
    text.append(MAGIC).append('\n');
    escape(file.toString(), text).append('\n');
    text.append(key(stamp)).append('\n');
    for (Entry entry : entries.values()) {
      escape(entry.name(), text).append('\t').append(entry.line()).append('\t');
      escape(entry.text(), text).append('\n');
    }
    int length = text.length();
    return text.append("end ").append(length).append('\n').toString();
  }

  /** The entries, or null if the text is torn or about another file or an earlier state of it. */
  static Map<String, Entry> decode(String text, Path file, Stamp stamp) {
    int end = text.lastIndexOf("\nend ") + 1;
    if (end == 0 || !text.substring(end).equals("end " + end + "\n")) {
      return null;
    }
    StringBuilder head = new StringBuilder(128).append(MAGIC).append('\n');
    escape(file.toString(), head).append('\n').append(key(stamp)).append('\n');
    if (!text.startsWith(head.toString())) {
      return null;
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    int start = head.length();
    while (start < end) {
      int lineEnd = text.indexOf('\n', start);
      int first = text.indexOf('\t', start);
      int second = text.indexOf('\t', first + 1);
      if (first < 0 || second < 0 || second > lineEnd) {
        return null;
      }
      String name = unescape(text.substring(start, first));
      int line = Integer.parseInt(text.substring(first + 1, second));
      entries.put(name, new Entry(name, unescape(text.substring(second + 1, lineEnd)), line));
      start = lineEnd + 1;
    }
    return entries;
  }

  private static String key(Stamp stamp) {
    return stamp.size() + " " + stamp.modifiedNanos() + " " + stamp.inode();
  }

  private static StringBuilder escape(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        out.append("\\\\");
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\t') {
        out.append("\\t");
      } else {
        out.append(c);
      }
    }
    return out;
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        char escaped = value.charAt(++i);
        out.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
