package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and pigeon's own words: lines 19, 20, 21 and 23 of what a user takes for granted. */
@Timeout(180)
class ExitCodesIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 126, 127, 200, 255})
  @DisplayName("19: the exit code is the command's")
  void theExitCodeIsTheCommands(int code) throws Exception {
    typed("pigeon 'exit " + code + "'").gave(code, "");
    typed("pigeon sh -c 'exit " + code + "'").gave(code, "");
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "KILL,137", "SEGV,139", "ABRT,134"})
  @DisplayName("19: death by signal n is 128+n")
  void deathBySignal(String signal, int code) throws Exception {
    typed("pigeon 'kill -" + signal + " $$'").ended(code);
  }

  @Test
  @DisplayName("19: the output is complete before the code is told")
  void theOutputIsComplete() throws Exception {
    typed("pigeon 'seq 300000; exit 4' | md5sum; seq 300000 | md5sum").ended(0);
    Ran ran = typed("pigeon 'seq 300000; exit 4'");
    assertEquals(4, ran.exit());
    assertTrue(ran.out().endsWith("\n299999\n300000\n"));
  }

  @Test
  @DisplayName("20: wrong usage is 2 and one line")
  void wrongUsageIsTwo() throws Exception {
    assertTrue(typed("pigeon --no-such true").complained(2).contains("--no-such"));
    assertTrue(typed("pigeon -Z true").complained(2).contains("-Z"));
    assertTrue(typed("pigeon --route").complained(2).contains("--route"));
    assertTrue(typed("pigeon --wait-worker soon true").complained(2).contains("soon"));
    assertTrue(typed("pigeon worker --no-such").complained(2).contains("--no-such"));
    assertTrue(typed("pigeon worker --max-jobs 0").complained(2).contains("--max-jobs"));
    assertTrue(typed("pigeon worker --poll-interval x").complained(2).contains("--poll-interval"));
    assertTrue(typed("pigeon transports x").complained(2).contains("transports"));
    assertTrue(typed("pigeon config no-such").complained(2).contains("no-such"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pigeon --config f true",
        "pigeon --config=f true",
        "pigeon worker --config f",
        "pigeon config show --config f"
      })
  @DisplayName("20: --config is answered with the way to go")
  void theConfigOptionIsAnswered(String line) throws Exception {
    assertTrue(typed(line).complained(2).contains("pigeon config path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no_such_key = 1", "wait_worker = \"x\"", "wait_worker = -1", "[worker"})
  @DisplayName("20: a wrong configuration is 2 and names file and line")
  void aWrongConfigurationIsTwo(String text) throws Exception {
    Machine other = site.machine("gpu-" + Math.abs(text.hashCode())).configure(text);
    for (String line :
        new String[] {"pigeon true", "pigeon worker", "pigeon config show --effective"}) {
      String complaint = other.shell(site.project(), line).complained(2);
      assertTrue(complaint.contains(other.config() + ":4"), complaint);
    }
  }

  @Test
  @DisplayName("20: without a worker it is 255 within the time given")
  void noWorkerIsTold() throws Exception {
    long start = System.nanoTime();
    String line = typed("pigeon --route lonely --wait-worker 0.5 true").complained(255);
    assertTrue(System.nanoTime() - start < 4_000_000_000L, line);
    assertTrue(line.contains("lonely") && line.contains(site.cache().toString()), line);
    assertTrue(line.contains("pigeon worker --route lonely"), line);
  }

  @Test
  @DisplayName("20: without --wait-worker that takes three seconds")
  void noWorkerTakesThreeSeconds() throws Exception {
    long start = System.nanoTime();
    typed("pigeon --route lonely true").complained(255);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= 3000 && millis < 6000, millis + " ms");
  }

  @Test
  @DisplayName("20: a cache that cannot be used is 255 and named")
  void anUnusableCacheIsNamed() throws Exception {
    Path file = site.project().resolve("file");
    Files.writeString(file, "");
    Machine other = site.machine("gpu-unusable").configure("");
    Files.writeString(
        other.config(), "cache = \"" + file + "/x\"\nnamespace = \"it\"\nuser = \"it\"\n");
    String line = other.shell(site.project(), "pigeon true").complained(255);
    assertTrue(line.contains(file.toString()), line);
    line = other.shell(site.project(), "pigeon worker").complained(255);
    assertTrue(line.contains(file.toString()), line);
  }

  @Test
  @DisplayName("20: a stack trace shows only when asked for")
  void aStackTraceShowsOnlyWhenAskedFor() throws Exception {
    String line = "pigeon --route lonely --wait-worker 0 true";
    assertFalse(typed(line).err().contains("\tat "));
    assertTrue(typed("PIGEON_DEBUG=1 " + line).ended(255).err().contains("\tat dev.pigeon."));
    assertTrue(typed(line.replace("true", "--debug true")).ended(255).err().contains("\tat dev."));
    assertTrue(
        typed("PIGEON_DEBUG=1 pigeon --no-such")
            .ended(2)
            .err()
            .contains("dev.pigeon.cli.UsageError"));
  }

  @Test
  @DisplayName("21: a command that does not exist is 127")
  void anUnknownCommandIs127() throws Exception {
    for (String line :
        new String[] {
          "pigeon no-such-command", "pigeon no-such-command arg", "pigeon /no/such/command arg"
        }) {
      Ran ran = typed(line).ended(127);
      assertTrue(ran.err().contains("command"), ran::toString);
    }
  }

  @Test
  @DisplayName("21: one that may not be executed is 126")
  void aFileThatIsNoProgramIs126() throws Exception {
    typed("echo data > file; pigeon ./file").ended(126);
    typed("echo data > file; pigeon ./file arg").ended(126);
    typed("pigeon / arg").ended(126);
  }

  @Test
  @DisplayName("21: a folder that the worker cannot enter is 255 and named")
  void aFolderThatIsGoneIsTold() throws Exception {
    Path project = site.project();
    RunningWorker stopped = site.serve("--route", "held");
    stopped.signal("STOP");
    try (Running client = site.client().startPigeon(project, "--route", "held", "true")) {
      client.in().close();
      Eventually.see(
          "the session",
          () -> {
            for (String name : site.sessionNames()) {
              Path request = site.sessions().resolve(name).resolve("request.json");
              Path status = site.sessions().resolve(name).resolve("status.json");
              if (Files.exists(status) && Files.readString(request).contains("\"held\"")) {
                return true;
              }
            }
            return false;
          },
          found -> found);
      Files.delete(project);
      stopped.signal("CONT");
      String line = client.finish().complained(255);
      assertTrue(line.contains(project.toString()), line);
    } finally {
      stopped.signal("CONT");
    }
  }

  @Test
  @DisplayName("21: a working folder that is gone here is told, too")
  void aFolderThatIsGoneHereIsTold() throws Exception {
    Ran ran = typed("mkdir gone; cd gone; rmdir ../gone; pigeon true").ended(255);
    assertEquals(1, ran.complaints().size(), ran::toString); // the shells complain, too
    assertTrue(ran.complaints().get(0).contains("working folder"), ran::toString);
  }

  @Test
  @DisplayName("23: without a terminal waiting is not announced")
  void waitingIsSilentWithoutATerminal() throws Exception {
    Path project = site.project();
    try (Running first = site.client().startPigeon(project, "echo first; sleep 2.5")) {
      first.says("first");
      site.client().pigeon(project, "echo second").gave(0, "second\n");
      first.finish();
    }
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
