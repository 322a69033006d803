package dev.pigeon.spi;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What an open transport says of itself; known without I/O.
 *
 * @param capabilities what it can do beyond the contract
 * @param shortestLook the shortest time between two looks at one log that makes sense here, for
 *     example 1 ms on a local disk and 5 ms on a network file system
 * @param summary one line for people: what it stands on, what it chose and why
 */
public record Traits(Set<Capability> capabilities, Duration shortestLook, String summary) {

  public Traits {
    EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
    copy.addAll(capabilities);
    capabilities = java.util.Collections.unmodifiableSet(copy);
    if (shortestLook.isNegative() || shortestLook.isZero()) {
      throw new IllegalArgumentException("shortestLook must be positive: " + shortestLook);
    }
    Objects.requireNonNull(summary, "summary");
  }

  /** Whether the transport declares {@code capability}. */
  public boolean can(Capability capability) {
    return capabilities.contains(capability);
  }
}
