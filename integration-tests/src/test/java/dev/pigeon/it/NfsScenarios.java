package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What only a network between two kernels can do. It takes long, and so it runs beside the tests of
 * one machine; but one version of NFS at a time, whose lock also keeps its scenarios in order.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("guests")
abstract class NfsScenarios extends GroundScenarios<NfsGround> {
  private static final Duration PARTITION = Duration.ofSeconds(20);

  /** How long B's worker bears a silent client; a client shows itself every five seconds. */
  private static final Duration CLIENT_LOST_AFTER = Duration.ofSeconds(12);

  /**
   * Until a healed mount answers again, from the first signal to the last, and for a slow guest.
   */
  private static final Duration HANG_UP = Duration.ofSeconds(30);

  /** Or a test that ran into its limit would slow down all that follow. */
  @Test
  @Order(19)
  void whatAScriptHasStartedEndsWithItsRunner() throws Exception {
    String sleeping = "pgrep -cf '^sleep 7654[0-9]'";
    try (Running script = b().start("setsid sleep 76541 & sleep 76542")) {
      Eventually.see("both", () -> b().run(sleeping).out(), "2\n"::equals);
      assertTrue(script.alive());
    }
    Eventually.see("neither", () -> b().run(sleeping).out(), "0\n"::equals);
  }

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
    b().tell("pigeon config set session.client_lost_after " + CLIENT_LOST_AFTER.toSeconds());
    try (GroundWorker worker = GroundWorker.start(b(), "", "--route parted")) {
      String command;
      try (Running client =
          a().start(
                  "pigeon --route parted 'echo $$ > parted; for i in {1..600}; do echo $i; sleep 0.5; done'")) {
        command = awaitFile(b(), "parted");
        ground().cut(b());
        try {
          // Not a wait for something to happen: the length of the partition.
          Eventually.pass(PARTITION);
        } finally {
          ground().heal(b());
        }
        Ran ran = client.finish(Duration.ofSeconds(30));
        assertEquals(255, ran.exit(), ran::toString);
        assertEquals(1, ran.complaints().size(), ran::toString);
        List<String> seen = ran.out().lines().toList();
        List<String> lines =
            IntStream.rangeClosed(1, seen.size()).mapToObj(Integer::toString).toList();
        assertEquals(lines, seen, ran::toString);
        figures().add("client after a partition of 20 s", "exit 255 " + ran.complaints());
      }
      nobodyReadsItSoItEnds(command, worker);
      a().run("pigeon --route parted --wait-worker 20 echo back").gave(0, "back\n");
      assertTrue(worker.alive());
      worker.stop();
    }
  }

  /** The worker, which was cut off, misses the client; the folder is free for the next command. */
  private void nobodyReadsItSoItEnds(String command, GroundWorker worker) throws Exception {
    long healed = System.nanoTime();
    Eventually.see(
        "the end of the command on " + b().name(),
        CLIENT_LOST_AFTER.plus(HANG_UP),
        () -> b().run("kill -0 " + command).exit() == 0 ? worker.log() : "gone",
        "gone"::equals);
    double seconds = (System.nanoTime() - healed) / 1e9;
    figures()
        .add(
            "its command's end after the client's",
            String.format(
                Locale.ROOT,
                "%.1f s, client_lost_after %d s",
                seconds,
                CLIENT_LOST_AFTER.toSeconds()));
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
