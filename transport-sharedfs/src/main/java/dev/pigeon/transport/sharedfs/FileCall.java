package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.TransportException;
import java.io.IOException;

/** One piece of blocking work on the shared directory. */
abstract class FileCall<T> {
  private final String action;

  /** The action completes the sentence "cannot …". */
  FileCall(String action) {
    this.action = action;
  }

  final String action() {
    return action;
  }

  abstract T run() throws IOException, TransportException;

  /** Frees a result that came after its caller had given up. */
  void discard(T result) throws IOException {}
}
