package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * When written bytes and names are forced out. Called on the thread that does the file call; an
 * exception makes the write a failed one. Safe for use by several threads at once.
 */
public interface SyncPolicy {

  /** Whether a record is on stable storage before its append returns. */
  boolean durable();

  /** A few words for people, for example {@code no force}. */
  String summary();

  /** A batch of records was written to {@code log}; {@code append} has not returned yet. */
  void appended(FileChannel log) throws IOException;

  /** The whole content of a new file was written; it has not got its name yet. */
  void written(FileChannel file) throws IOException;

  /** A name in {@code folder} was created or replaced. */
  void named(Path folder) throws IOException;
}
