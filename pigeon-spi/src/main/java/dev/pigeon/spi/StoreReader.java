package dev.pigeon.spi;

import java.time.Duration;
import java.util.Optional;

/** The reading half of a store. All methods may be called from any thread at once. */
public interface StoreReader {

  /** Reads a document whole, never a half-replaced one; empty if there is none. */
  Optional<Document> read(Key key, Duration limit) throws TransportException;

  /**
   * A reader of a log from {@code position} on: 0 for the start, else a value that {@link
   * LogTail#position} gave. The log need not exist yet. No I/O.
   */
  LogTail tail(Key log, long position);
}
