package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks that are wrong by hours, on either side, and that jump: nobody decides by them. */
@Timeout(120)
class ClocksIT {
  @TempDir Path folder;
  private Site site;
  private Machine client;
  private Machine host;

  @BeforeEach
  void open() throws Exception {
    Requirements.demand("a wrong clock", FakeClock.missing());
    site = new Site(folder);
    // As on two machines: the store stamps files by a third clock, which is asked for the time.
    String patience =
        """
        [session]
        worker_lost_after = 3
        client_lost_after = 3
        [transports.sharedfs]
        filesystem = "network"
        """;
    client = site.machine("gpu-wrong").configure(patience);
    host = site.machine("cpu-wrong").configure(patience);
  }

  @AfterEach
  void close() throws Exception {
    if (site != null) {
      site.close();
      FakeClock.sweep();
    }
  }

  @ParameterizedTest
  @CsvSource({"+7h,-5h", "-31h,+26h"})
  void hoursOfSkewChangeNothing(String clients, String workers) throws Exception {
    FakeClock.on(client, clients);
    FakeClock.on(host, workers);
    RunningWorker worker = site.serve(host);
    assertTrue(wrongBy(worker.updatedAt()).toHours() >= 4, "the worker's clock was right");
    client.shell(site.project(), "echo in | pigeon 'cat; exit 7'").gave(7, "in\n");
    HandSession first = new HandSession(site.sessions().resolve(site.sessionNames().get(0)));
    Duration wrong = wrongBy(first.read("request.json").get("created_at").asText());
    assertTrue(wrong.toHours() >= 4, "the client's clock was right");
    try (Running silent = client.startPigeon(site.project(), "sleep 5; echo done");
        Running killed = client.startPigeon(site.project(), "echo up; sleep 300")) {
      killed.says("up");
      killed.signal("KILL");
      worker.logs("no sign of life for 3 s; sending signal 1");
      silent.finish().gave(0, "done\n");
    }
    int before = site.sessionNames().size();
    client.pigeon(site.project(), "gc").ended(0);
    assertEquals(before, site.sessionNames().size());
    try (Running widow = client.startPigeon(site.project(), "echo up; sleep 300")) {
      widow.says("up");
      worker.signal("KILL");
      long start = System.nanoTime();
      assertTrue(widow.finish().ended(255).err().contains("lost worker " + worker.name()));
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertTrue(millis > 1500 && millis < 8000, millis + " ms");
    }
  }

  private static Duration wrongBy(String time) {
    return Duration.between(Instant.now(), Instant.parse(time)).abs();
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  @Test
  void jumpsWhileACommandRunsChangeNothing() throws Exception {
    FakeClock here = FakeClock.on(client, "+0");
    FakeClock there = FakeClock.on(host, "+0");
    RunningWorker worker = site.serve(host);
    try (Running running =
        client.startPigeon(site.project(), "for i in {1..90}; do echo $i; sleep 0.1; done")) {
      Duration wrongest = Duration.ZERO;
      String[] wrong = {"+9h", "-9h", "+50h", "-2h", "+0"};
      for (int i = 0; i < wrong.length; i++) {
        running.says("\n" + (10 + i * 15) + "\n");
        here.jump(wrong[i]);
        there.jump(wrong[wrong.length - 1 - i]);
        wrongest = max(wrongest, wrongBy(worker.updatedAt()));
      }
      assertTrue(wrongest.toHours() >= 2, "the worker's clock never jumped");
      Ran ran = running.finish().ended(0);
      assertEquals(90, ran.out().lines().count(), ran::toString);
      assertEquals("", ran.err());
    }
    assertEquals(1, worker.stop().err().lines().count());
  }
}
