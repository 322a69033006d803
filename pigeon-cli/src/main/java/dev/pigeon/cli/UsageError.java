package dev.pigeon.cli;

/** The command line cannot be taken as it is; the message says how it can. */
final class UsageError extends Exception {
  private static final long serialVersionUID = 1L;

  UsageError(String message) {
    super(message, null, false, false);
  }
}
