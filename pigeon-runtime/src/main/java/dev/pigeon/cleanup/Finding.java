package dev.pigeon.cleanup;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that went, or would go.
 *
 * @param thing what it is
 * @param name its name in the store
 * @param why why it goes, for people
 * @param age for how long it has not changed
 */
public record Finding(Thing thing, String name, String why, Duration age) {

  /** What may be found. */
  public enum Thing {
    SESSION,
    HEARTBEAT,
    LOCK;

    /** The word for one of them. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
