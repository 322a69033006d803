package dev.pigeon.it;

import java.nio.file.Path;

final class Nfs42GroundIT extends NfsScenarios {
  @Override
  NfsGround ground(Path folder) {
    return new NfsGround("4.2", folder);
  }
}
