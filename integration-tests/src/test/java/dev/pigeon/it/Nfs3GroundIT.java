package dev.pigeon.it;

import java.nio.file.Path;

final class Nfs3GroundIT extends NfsScenarios {
  @Override
  NfsGround ground(Path folder) {
    return new NfsGround("3", folder);
  }
}
