package dev.pigeon.transports;

/** A transport that cannot be used as configured; the message names it and the next step. */
public final class BadTransport extends Exception {
  private static final long serialVersionUID = 1L;

  BadTransport(String message) {
    super(message);
  }

  BadTransport(String message, Throwable cause) {
    super(message, cause);
  }
}
