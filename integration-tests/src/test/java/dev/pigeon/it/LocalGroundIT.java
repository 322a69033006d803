package dev.pigeon.it;

import java.nio.file.Path;

final class LocalGroundIT extends GroundScenarios<Ground> {
  @Override
  Ground ground(Path folder) {
    return OneMachineGround.local(folder);
  }
}
