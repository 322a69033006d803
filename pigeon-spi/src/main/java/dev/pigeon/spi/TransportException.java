package dev.pigeon.spi;

import java.util.Objects;

/** The one failure of a transport; the message names the action, the thing and what went wrong. */
public final class TransportException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  public TransportException(FailureKind kind, String message) {
    this(kind, message, null);
  }

  public TransportException(FailureKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public FailureKind kind() {
    return kind;
  }
}
