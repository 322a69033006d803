package dev.pigeon.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a configuration file held at one look.
 *
 * @param settled whether the stamp alone tells the next change
 */
record FileState(Stamp stamp, Map<String, Entry> entries, boolean settled) {
  private static final int LOOKS = 10;

  /**
   * Reads the file, through its snapshot if that is fresh; null if there is no file.
   *
   * @throws ConfigException if it cannot be read, is no TOML, or holds a key or a value that is
   *     none
   */
  static FileState read(Path file, ConfigContext context) throws ConfigException {
    try {
      for (int look = 1; ; look++) {
        Stamp stamp = Stamp.of(file);
        if (stamp == null) {
          return null;
        }
        Map<String, Entry> entries = Snapshot.read(file, stamp, context);
        if (entries != null) {
          return new FileState(stamp, entries, true);
        }
        ConfigDocument document = ConfigDocument.read(file);
        if (look < LOOKS && !stamp.equals(Stamp.of(file))) {
          continue; // replaced while it was read
        }
        entries = document.entries();
        Snapshot.write(file, stamp, entries, context);
        long now = System.currentTimeMillis() * 1_000_000L;
        return new FileState(stamp, entries, stamp.isSettled(now));
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static ConfigException unreadable(Path file, IOException e) {
    return new ConfigException(
        file
            + ": cannot be read: "
            + Reason.of(e)
            + "; make it readable or choose another with `pigeon config path FILE`",
        e);
  }
}
