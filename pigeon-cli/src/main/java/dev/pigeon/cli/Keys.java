package dev.pigeon.cli;

import dev.pigeon.auth.BadKey;
import dev.pigeon.auth.KeyFile;
import dev.pigeon.auth.Signer;
import dev.pigeon.config.Config;
import java.nio.file.Path;

/** The key that a configuration names. */
final class Keys {
  private Keys() {}

  /** What signs for this configuration; null if it names no key. */
  static Signer signer(Config config) throws UsageError {
    if (config.authKeyFile() == null) {
      return null;
    }
    try {
      Path file = Path.of(config.authKeyFile());
      return new Signer(KeyFile.read(file, Path.of(config.cache())), config.namespace());
    } catch (BadKey e) {
      throw new UsageError(e.getMessage());
    }
  }
}
