package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the configuration does unless somebody changes it. It waits, beside the other tests. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class DefaultPatienceIT {
  @RegisterExtension static final FaultLine LINE = new FaultLine("peers lost, default patience");

  private static final Duration HUNG_UP = Duration.ofSeconds(60);

  @TempDir static Path folder;

  @Test
  void peersThatAreGoneAreToldInTime() throws Exception {
    Site site = new Site(folder);
    try {
      RunningWorker doomed = site.serve("--route", "doomed");
      RunningWorker worker = site.serve();
      Running left = site.client().startPigeon(site.project(), "--route", "doomed", SCRIPT);
      Running killed = site.client().startPigeon(site.project(), SCRIPT);
      Running laptop = site.client().startPigeon(site.project(), SCRIPT);
      for (Running each : List.of(left, killed, laptop)) {
        each.says("up");
      }
      long gone = System.nanoTime();
      killed.signal("KILL");
      laptop.signal("STOP");
      doomed.signal("KILL");

      Ran ran = left.finish();
      double told = secondsSince(gone);
      assertTrue(ran.ended(255).err().contains("lost worker " + doomed.name()), ran::toString);
      assertTrue(told < 10 + BUSY_SECONDS, "told after " + told + " s");

      Eventually.see("no command", HUNG_UP, () -> sleepers(site), List::isEmpty);
      double hungUp = secondsSince(gone);
      // A sign of life may have been five seconds old.
      assertTrue(hungUp > 24 && hungUp < 40, "hung up after " + hungUp + " s");
      laptop.signal("CONT");
      Ran late = laptop.finish(Duration.ofSeconds(10)).ended(255);
      assertEquals(1, late.err().lines().count(), late::toString);
      assertTrue(late.err().contains("no sign of life for 30 s"), late::toString);
      killed.finish();
      print(told, hungUp);
    } finally {
      site.close();
    }
  }

  /** What a busy machine alone may add; the figure is printed. */
  private static final int BUSY_SECONDS = 2;

  private static final String SCRIPT = "echo up; sleep 300";

  private static List<String> sleepers(Site site) throws Exception {
    return site.strays().stream().filter(each -> each.matches("\\d+ sleep .*")).toList();
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static void print(double told, double hungUp) throws Exception {
    Figures figures = new Figures("default patience");
    figures.add("a killed worker, told after", String.format(Locale.ROOT, "%.1f s", told));
    figures.add(
        "commands of lost clients gone after", String.format(Locale.ROOT, "%.1f s", hungUp));
    figures.print();
  }
}
