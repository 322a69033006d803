package dev.pigeon.it;

import java.nio.file.Path;

final class GlusterGroundIT extends GroundScenarios<Ground> {
  @Override
  Ground ground(Path folder) {
    return OneMachineGround.gluster(folder);
  }
}
