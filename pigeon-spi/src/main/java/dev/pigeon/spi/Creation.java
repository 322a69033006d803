package dev.pigeon.spi;

import java.util.Objects;

/** How an exclusive create ended: exactly one of many creators gets {@link Won}. */
public sealed interface Creation {

  /** The document did not exist and now holds the caller's bytes. */
  record Won() implements Creation {}

  /**
   * Somebody else's document is there.
   *
   * @param holder its bytes, so that every loser learns who won
   */
  record Lost(byte[] holder) implements Creation {
    public Lost {
      Objects.requireNonNull(holder, "holder");
    }
  }

  /** Whether the caller won. */
  default boolean won() {
    return this instanceof Won;
  }
}
