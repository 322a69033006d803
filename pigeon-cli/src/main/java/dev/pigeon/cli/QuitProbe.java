package dev.pigeon.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells that SIGQUIT arrived. Java keeps that signal for itself and answers it with a list of its
 * threads; the launcher sends the list to a file, and its head in that file is the news.
 *
 * <p>One thread asks; nothing here blocks.
 */
final class QuitProbe implements AutoCloseable {

  private static final String FILE = "pigeon.vmlog";
  private static final String ANSWER = "Full thread dump";
  private static final int MOST_READ = 64 << 10;

  private final FileChannel log;
  private long seen;

  private QuitProbe(FileChannel log, long seen) {
    this.log = log;
    this.seen = seen;
  }

  /** Opens the file that the launcher named and unlinks it; without one nothing is ever seen. */
  static QuitProbe open() {
    String file = System.getProperty(FILE);
    return file == null ? new QuitProbe(null, 0) : open(Path.of(file));
  }

  static QuitProbe open(Path file) {
    try {
      FileChannel log = FileChannel.open(file, StandardOpenOption.READ);
      Files.delete(file);
      return new QuitProbe(log, log.size());
    } catch (IOException unusable) {
      // The signal then goes unseen, as it does where the launcher could make no file.
      return new QuitProbe(null, 0);
    }
  }

  /** Whether SIGQUIT arrived since the last call, or since {@link #open()}. */
  boolean quitSeen() {
    if (log == null) {
      return false;
    }
    try {
      long size = log.size();
      if (size <= seen) {
        return false;
      }
      // Java may have other news for its log; only a list of threads answers the signal.
      ByteBuffer news = ByteBuffer.allocate((int) Math.min(size - seen, MOST_READ));
      int count = log.read(news, seen);
      seen = size;
      return count > 0
          && new String(news.array(), 0, count, StandardCharsets.ISO_8859_1).contains(ANSWER);
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public void close() {
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        // Read only, unlinked, and the process is about to end.
      }
    }
  }
}
