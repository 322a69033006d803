package dev.pigeon.client;

/**
 * The command could not be carried through; the message names the thing, the place and the next
 * step. Everything here is between client and command: exit code 255.
 */
public final class ClientFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure with that message. */
  public static ClientFailure of(String message) {
    return new ClientFailure(message);
  }

  ClientFailure(String message) {
    super(message);
  }
}
