package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Routes: a worker serves only its own, and no route matches only no route. */
@Timeout(120)
class RoutesIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.serve(site.machine("cpu-a").configure("").set("PLACE", "at a"), "--route", "a");
    site.serve(site.machine("cpu-b").configure("").set("PLACE", "at b"), "--route", "b");
    site.serve(site.worker().set("PLACE", "at none"));
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  void eachRouteReachesItsOwnWorker() throws Exception {
    typed("pigeon --route a printenv PLACE; pigeon --route=b printenv PLACE; pigeon printenv PLACE")
        .gave(0, "at a\nat b\nat none\n");
  }

  @Test
  void theConfiguredRouteIsTheDefaultAndTheOptionBeatsIt() throws Exception {
    Machine other = site.machine("gpu-b").configure("route = \"b\"");
    other
        .shell(site.project(), "pigeon printenv PLACE; pigeon --route a printenv PLACE")
        .gave(0, "at b\nat a\n");
  }

  @Test
  void aRouteWithoutAWorkerNamesThoseThatAreAlive() throws Exception {
    String line = typed("pigeon --route c --wait-worker 0.3 true").complained(255);
    assertTrue(line.contains("(none), a, b"), line);
  }

  @Test
  void aWorkersOwnRouteBeatsTheCommonOne() throws Exception {
    Machine machine = site.machine("cpu-d").configure("route = \"c0\"\n[worker]\nroute = \"d\"");
    try (RunningWorker worker = site.serve(machine)) {
      typed("pigeon --route d echo served").gave(0, "served\n");
      worker.stop().ended(0);
    }
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
