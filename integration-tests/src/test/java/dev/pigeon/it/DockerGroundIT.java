package dev.pigeon.it;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

final class DockerGroundIT extends GroundScenarios<DockerGround> {
  @Override
  DockerGround ground(Path folder) {
    return new DockerGround(folder);
  }

  @Test
  @Order(20)
  void aPausedMachineIsToldInTime() throws Exception {
    try (Running client = a().start("pigeon 'echo $$ > paused; sleep 60'")) {
      awaitFile(b(), "paused");
      ground().pause(b());
      isToldOfTheLoss(client, "container paused");
    } finally {
      ground().unpause(b());
    }
    Eventually.see(
        "a command after the pause", () -> a().run("pigeon echo back").out(), "back\n"::equals);
  }

  @Test
  @Order(21)
  void aKilledMachineIsToldInTime() throws Exception {
    try (Running client = a().start("pigeon 'echo $$ > killed; sleep 60'")) {
      awaitFile(b(), "killed");
      ground().kill(b());
      isToldOfTheLoss(client, "container killed");
    }
  }
}
