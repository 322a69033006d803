package dev.pigeon.client;

import java.io.IOException;

/** Standard output takes no more. */
final class BrokenOutput extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenOutput(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** Whether its reader has gone, as {@code head} does. */
  boolean isPipe() {
    return getMessage() != null && getMessage().contains("Broken pipe");
  }
}
