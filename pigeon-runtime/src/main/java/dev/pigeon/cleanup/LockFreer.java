package dev.pigeon.cleanup;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;

/** Frees locks of dead holders without ever taking one from a living holder. */
public interface LockFreer {

  /**
   * Takes a lock and lets it go again.
   *
   * @return false if somebody holds it, or is not known to be dead for long enough yet
   */
  boolean free(Key lock) throws TransportException;
}
