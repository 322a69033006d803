package dev.pigeon.client;

/**
 * The command could not be carried through; the message names the thing, the place and the next
 * step. Everything here is between client and command: exit code 255; except what the caller's own
 * words are the reason of, which is a wrong use: exit code 2.
 */
public final class ClientFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure with that message. */
  public static ClientFailure of(String message) {
    return new ClientFailure(message);
  }

  private final boolean wrongUse;

  ClientFailure(String message) {
    this(message, false);
  }

  private ClientFailure(String message, boolean wrongUse) {
    super(message);
    this.wrongUse = wrongUse;
  }

  static ClientFailure ofWrongUse(String message) {
    return new ClientFailure(message, true);
  }

  /** Whether the caller asked for what cannot be. */
  public boolean isWrongUse() {
    return wrongUse;
  }
}
