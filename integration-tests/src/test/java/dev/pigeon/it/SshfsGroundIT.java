package dev.pigeon.it;

import java.nio.file.Path;

final class SshfsGroundIT extends GroundScenarios<Ground> {
  @Override
  Ground ground(Path folder) {
    return OneMachineGround.sshfs(folder);
  }
}
