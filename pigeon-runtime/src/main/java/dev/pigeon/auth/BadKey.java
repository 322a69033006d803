package dev.pigeon.auth;

/** A key cannot be used or made; the message says what to do. */
public final class BadKey extends Exception {
  private static final long serialVersionUID = 1L;

  BadKey(String message) {
    super(message);
  }
}
