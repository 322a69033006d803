package dev.pigeon.spi;

/** Why a transport failed, as far as a caller must tell cases apart. */
public enum FailureKind {
  /** The store does not answer, or not in time; trying again later makes sense. */
  UNREACHABLE(true),
  /** No room: disk, quota or a size limit; makes sense again once somebody made room. */
  FULL(true),
  /** The store answers and says no: permissions, credentials, read-only. */
  REFUSED(false),
  /** What lies there is not what the contract says. */
  CORRUPT(false),
  /** The settings, or the versions of the two sides, do not fit. */
  INCOMPATIBLE(false),
  /** The transport was closed here. */
  CLOSED(false);

  private final boolean retryable;

  FailureKind(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether the same call may succeed later without anybody changing settings or code. */
  public boolean retryable() {
    return retryable;
  }

  /**
   * Whether the trouble lies with the one thing that was asked for, so that others beside it may
   * well be fine: garbage in its place, or no permission for it.
   */
  public boolean concernsOne() {
    return this == CORRUPT || this == REFUSED;
  }
}
