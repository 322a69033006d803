package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

final class SshfsGroundIT extends GroundScenarios<Ground> {
  private static final Duration IDLE = Duration.ofSeconds(4);
  private static final int TRIES = 5;

  @Override
  Ground ground(Path folder) {
    return OneMachineGround.sshfs(folder);
  }

  /**
   * The worker's machine has just listed the folder in which the session appears, and shows that
   * listing for 20 s. Both machines are this one, so their clocks can be compared.
   */
  @Test
  @Order(12)
  void aSessionIsPickedUpSoonAlthoughListingsLag() throws Exception {
    assertTrue(listingLags(), "new names show at once here: this would prove nothing");
    long[] micros = new long[TRIES];
    try (GroundWorker idle = GroundWorker.start(b(), "", "--route idle")) {
      for (int i = 0; i < TRIES; i++) {
        // Not a wait for something to happen: what the worker does after it is what counts.
        Eventually.pass(IDLE);
        b().tell("ls $PIGEON_CACHE/namespaces/it/sessions | wc -l");
        Ran ran =
            a().run("echo ${EPOCHREALTIME/./}; pigeon --route idle 'echo ${EPOCHREALTIME/./}'");
        long[] times = ran.ended(0).out().lines().mapToLong(Long::parseLong).toArray();
        micros[i] = times[1] - times[0];
      }
      idle.stop();
    }
    figures().add("client's start to the command's, worker idle", micros);
    assertTrue(Figures.worst(micros) < 2_000_000, () -> Arrays.toString(micros));
  }

  private boolean listingLags() throws Exception {
    String folder = "$PIGEON_CACHE/../listing";
    a().tell("mkdir -p " + folder);
    assertEquals("0", b().tell("ls " + folder + " | wc -l"));
    a().tell("mkdir " + folder + "/fresh");
    return b().tell("ls " + folder + " | wc -l").equals("0");
  }
}
