package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of one folder run one after another, across workers; others at the same time. */
@Timeout(120)
class TurnsIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.serve(site.worker().set("WHO", "first"));
    site.serve(site.machine("cpu-2").configure("").set("WHO", "second"));
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  void sessionsOfOneFolderTakeTurnsAcrossWorkers() throws Exception {
    Ran ran =
        typed(
            """
            for i in 1 2 3 4; do
              pigeon 'echo start >> log; sleep 0.3; echo end >> log; echo $WHO' >> who &
            done
            wait
            cat log; sort -u who | wc -l
            """);
    ran.ended(0);
    assertTrue(ran.out().startsWith("start\nend\n".repeat(4)), ran::toString);
  }

  @Test
  void whoAsksIsToldWhatIsWaitedForWithoutATerminalToo() throws Exception {
    Path project = site.project();
    try (Running holder = site.client().startPigeon(project, "echo up; read x")) {
      holder.says("up\n");
      Running other = site.client().startPigeon(project, "echo", "other");
      try (other;
          Running asks = site.client().startPigeon(project, "-v", "echo", "mine")) {
        asks.complains("\npigeon: waiting for another session in " + project + ", held by ");
        holder.in().close();
        assertEquals("", other.finish().ended(0).err());
        assertEquals("mine\n", asks.finish().ended(0).out());
      }
    }
  }

  @Test
  void sessionsOfDifferentFoldersRunAtTheSameTime() throws Exception {
    typed(
            """
            mkdir a b
            (cd a; pigeon 'touch here; until [ -e ../b/here ]; do sleep 0.05; done; echo met') &
            (cd b; pigeon 'touch here; until [ -e ../a/here ]; do sleep 0.05; done; echo met') &
            wait
            """)
        .gave(0, "met\nmet\n");
  }

  @Test
  void aWorkerRunsNoMoreThanMaxJobsAtOnce() throws Exception {
    site.serve("--route", "single", "--max-jobs", "1");
    Ran ran =
        typed(
            """
            for i in 1 2 3; do
              mkdir $i
              (cd $i; pigeon --route single 'echo start >> ../log; sleep 0.3; echo end >> ../log') &
            done
            wait
            cat log
            """);
    ran.gave(0, "start\nend\n".repeat(3));
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
