package dev.pigeon.flow;

/**
 * How much of one log may lie in the store, in bytes of what it carries.
 *
 * @param window how much may lie unread before its writer waits; 0 for a reader that does not
 *     acknowledge
 * @param keep how much of what was read stays at least
 * @param segment after how much a log goes on in another segment
 */
public record FlowLimits(long window, long keep, long segment) {
  private static final long MIB = 1 << 20;
  private static final long LEAST_SEGMENT = MIB;
  private static final long MOST_SEGMENT = 16 * MIB;

  /** What the configuration says unless told otherwise. */
  public static final FlowLimits DEFAULT = of(32 * MIB, 64 * MIB);

  public FlowLimits {
    if (window < 0 || keep < 0 || segment <= 0) {
      throw new IllegalArgumentException("no limits: " + window + ", " + keep + ", " + segment);
    }
  }

  /** With segments that fit: few enough to cost nothing, small enough to count beside the rest. */
  public static FlowLimits of(long window, long keep) {
    long segment = Math.max(LEAST_SEGMENT, Math.min(MOST_SEGMENT, keep / 4));
    return new FlowLimits(window, keep, segment);
  }

  /** The same for another reader. */
  public FlowLimits withWindow(long other) {
    return new FlowLimits(other, keep, segment);
  }
}
