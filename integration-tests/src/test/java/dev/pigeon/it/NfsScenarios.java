package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What only a network between two kernels can do. */
abstract class NfsScenarios extends GroundScenarios<NfsGround> {
  private static final Duration PARTITION = Duration.ofSeconds(20);

  @Test
  @Order(20)
  void aServerThatSquashesRootIsNoObstacle() throws Exception {
    String squashed = "PIGEON_CACHE=/mnt/squashed/cache";
    assertEquals("65534", a().tell("touch /mnt/squashed/mine; stat -c %u /mnt/squashed/mine"));
    try (GroundWorker worker = GroundWorker.start(b(), squashed, "")) {
      a().run("export " + squashed + "; echo in | pigeon 'cat; exit 3'").gave(3, "in\n");
      worker.stop();
    }
  }

  @Test
  @Order(21)
  void aPartitionOfTwentySecondsEndsInAClearWay() throws Exception {
    List<String> lines = IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList();
    try (GroundWorker worker = GroundWorker.start(b(), "", "--route parted")) {
      try (Running client =
          a().start(
                  "pigeon --route parted 'for i in $(seq 30); do echo $i | tee -a parted; sleep 0.5; done'")) {
        awaitFile(b(), "parted");
        ground().cut(b());
        try {
          // Not a wait for something to happen: the length of the partition.
          Eventually.pass(PARTITION);
        } finally {
          ground().heal(b());
        }
        Ran ran = client.finish(Duration.ofSeconds(60));
        List<String> seen = ran.out().lines().toList();
        assertEquals(lines.subList(0, seen.size()), seen, ran::toString);
        if (ran.exit() == 0) {
          assertEquals(lines, seen, ran::toString);
        } else {
          assertEquals(255, ran.exit(), ran::toString);
          assertEquals(1, ran.complaints().size(), ran::toString);
        }
        figures()
            .add("client after a partition of 20 s", "exit " + ran.exit() + " " + ran.complaints());
      }
      Eventually.see(
          "a command after the partition",
          Duration.ofSeconds(60),
          () -> a().run("pigeon --route parted --wait-worker 20 echo back"),
          ran -> ran.out().equals("back\n"));
      assertTrue(worker.alive());
      worker.stop();
    }
  }

  @Test
  @Order(22)
  void aMachineThatLostPowerIsToldInTime() throws Exception {
    try (Running client = a().start("pigeon 'echo $$ > lost; sleep 60'")) {
      awaitFile(b(), "lost");
      ground().powerLoss(b());
      isToldOfTheLoss(client, "power loss");
    }
  }
}
