package dev.pigeon.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * One whole document as it was read.
 *
 * @param content its bytes; owned by the caller from now on
 * @param modified when it was last replaced, by the store's clock (see {@link
 *     Transport#storeTime}); comparable with other times of the same store and with nothing else
 */
public record Document(byte[] content, Instant modified) {

  public Document {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(modified, "modified");
  }
}
