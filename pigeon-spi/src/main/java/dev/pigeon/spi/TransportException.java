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

  /**
   * For who goes through many things: returns if the trouble lies with the one thing that was asked
   * for, so that it can be passed over.
   *
   * @throws TransportException this one, if its kind does not {@linkplain FailureKind#concernsOne
   *     concern one thing} only
   */
  public void throwUnlessOfOne() throws TransportException {
    if (!kind.concernsOne()) {
      throw this;
    }
  }
}
