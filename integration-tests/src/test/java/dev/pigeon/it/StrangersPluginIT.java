package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.testing.AllTck;
import dev.pigeon.spi.testing.ProviderTck;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A third party's transport over a database file passes the kit and carries all of pigeon. */
@Timeout(240)
class StrangersPluginIT {
  @TempDir static Path folder;
  private static StrangersProject project;
  private static Path jar;
  private static Site site;
  private static Path shared;
  private static final List<Running> workers = new ArrayList<>();

  @BeforeAll
  static void buildAndServe() throws Exception {
    project = new StrangersProject("sqlite-store", Files.createDirectory(folder.resolve("theirs")));
    jar = project.build();
    site = new Site(Files.createDirectory(folder.resolve("site")));
    shared = Files.createDirectory(folder.resolve("shared"));
    install(site.client());
    for (String route : List.of("", "left", "right")) {
      Machine machine = route.isEmpty() ? site.worker() : site.machine(route);
      install(machine.set("PLACE", "at " + route));
      serve(machine, route);
    }
  }

  private static void install(Machine machine) throws Exception {
    machine.configure(
        "transport = \"sqlite\"\n[transports.sqlite]\nfile = \""
            + shared.resolve("store.db")
            + "\"");
    Files.copy(jar, Files.createDirectories(plugins(machine)).resolve("sqlite-store.jar"));
  }

  private static Path plugins(Machine machine) {
    return machine.config().resolveSibling("plugins");
  }

  private static void serve(Machine machine, String route) throws Exception {
    Running worker =
        route.isEmpty()
            ? machine.startPigeon(machine.home(), "worker")
            : machine.startPigeon(machine.home(), "worker", "--route", route);
    workers.add(worker);
    worker.in().close();
    worker.complains(" serves ");
  }

  @AfterAll
  static void everythingEndsWithoutAResidue() throws Exception {
    try {
      for (Running worker : workers) {
        worker.signal("TERM");
      }
      for (Running worker : workers) {
        worker.finish().ended(0);
      }
      site.close();
      assertFalse(Files.exists(site.cache()), "the folder cache was used beside the database");
      try (Stream<Path> files = Files.list(shared)) {
        assertEquals(List.of(shared.resolve("store.db")), files.toList());
      }
    } finally {
      workers.forEach(Running::close);
    }
  }

  /** Their build would have failed with a test; here: that none was left out. */
  @Test
  void itPassesTheWholeKit() throws Exception {
    int kit = tests(ProviderTck.class);
    for (Class<?> each : AllTck.class.getDeclaredClasses()) {
      kit += tests(each);
    }
    StrangersProject.Tests ran = project.tests();
    assertEquals(kit + ownTests(), ran.found());
    // A row is there whole or not at all: three tests of half a record have nothing to test.
    assertEquals(3, ran.skipped());
  }

  private static int tests(Class<?> kit) {
    int count = 0;
    for (Class<?> type = kit; type != Object.class; type = type.getSuperclass()) {
      for (Method each : type.getDeclaredMethods()) {
        count += each.isAnnotationPresent(Test.class) ? 1 : 0;
      }
    }
    return count;
  }

  private static int ownTests() throws Exception {
    int count = 0;
    try (Stream<Path> sources = Files.walk(project.testSources())) {
      for (Path each : sources.filter(Files::isRegularFile).toList()) {
        count += Files.readAllLines(each).stream().filter("  @Test"::equals).count();
      }
    }
    return count;
  }

  @Test
  void itIsListedWithItsOriginAndItsSettings() throws Exception {
    Ran ran = site.client().pigeon(folder, "transports").ended(0);
    String origin = "sqlite  (" + plugins(site.client()).resolve("sqlite-store.jar") + ")\n";
    assertTrue(ran.out().contains(origin), ran::toString);
    assertTrue(ran.out().contains("transports.sqlite.file  (required)"), ran::toString);
    assertTrue(ran.out().contains("sharedfs  (built in)\n"), ran::toString);
  }

  @Test
  void exitCodesArrive() throws Exception {
    pigeon("exit 7").gave(7, "");
    pigeon("kill -9 $$").ended(137);
    pigeon("true").gave(0, "");
  }

  @Test
  void standardErrorStaysApart() throws Exception {
    Ran ran = pigeon("echo out; echo err >&2; exit 3").ended(3);
    assertEquals("out\n", ran.out());
    assertEquals("err\n", ran.err());
  }

  @Test
  void megabytesArriveUnchangedInBothDirections() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(42).nextBytes(bytes);
    Path in = Files.write(folder.resolve("in"), bytes);
    Ran ran = site.client().shell(site.project(), "pigeon 'tee copy' < '" + in + "'; echo $? >&2");
    assertEquals("0\n", ran.err());
    assertArrayEquals(bytes, ran.bytes());
  }

  @Test
  void signalsReachTheCommand() throws Exception {
    Running client =
        site.client()
            .startPigeon(
                site.project(),
                "trap 'echo caught; exit 9' TERM; echo ready; while :; do read -t 0.1 x; done");
    client.says("ready");
    client.signal("TERM");
    Ran ran = client.finish();
    assertEquals("ready\ncaught\n", ran.out(), ran::toString);
    assertEquals(9, ran.exit(), ran::toString);
  }

  @Test
  void aDialogueIsCarriedLineByLine() throws Exception {
    Running client =
        site.client()
            .startPigeon(site.project(), "while read -r word; do echo \"<$word>\"; done; echo bye");
    client.type("one\n");
    client.says("<one>\n");
    client.type("two\n");
    client.says("<two>\n");
    client.in().close();
    client.finish().gave(0, "<one>\n<two>\nbye\n");
  }

  @Test
  void routesAreKeptApart() throws Exception {
    Path cwd = site.project();
    site.client().pigeon(cwd, "--route", "left", "printenv", "PLACE").gave(0, "at left\n");
    site.client().pigeon(cwd, "--route", "right", "printenv", "PLACE").gave(0, "at right\n");
    pigeon("echo $PLACE").gave(0, "at\n");
  }

  @Test
  void aRouteThatNobodyServesIsSaidToBeAtTheTransport() throws Exception {
    String line =
        site.client()
            .pigeon(folder, "--wait-worker", "0.2", "--route", "up", "true")
            .complained(255);
    assertTrue(line.contains("transport sqlite"), line);
  }

  @Test
  void anAbsentSettingIsAskedFor() throws Exception {
    Machine machine = stranger("forgetful", "transport = \"sqlite\"");
    String line = machine.pigeon(folder, "true").complained(2);
    assertTrue(line.contains("pigeon config set transports.sqlite.file"), line);
    assertEquals(line, machine.pigeon(folder, "worker").complained(2));
  }

  @Test
  void anUnknownSettingIsRefused() throws Exception {
    Machine machine =
        stranger("misspelt", "transport = \"sqlite\"\n[transports.sqlite]\nflie = \"/x\"");
    String line = machine.pigeon(folder, "true").complained(2);
    assertTrue(line.contains("\"flie\"") && line.contains("it knows: file"), line);
  }

  @Test
  void aBadSettingIsNamedWithTheJar() throws Exception {
    Machine machine =
        stranger("relative", "transport = \"sqlite\"\n[transports.sqlite]\nfile = \"x.db\"");
    String line = machine.pigeon(folder, "true").complained(2);
    assertTrue(line.contains("must be an absolute path, not x.db"), line);
    assertTrue(line.contains(plugins(machine).toString()), line);
  }

  @Test
  void aStoreOutOfReachIsNoFaultOfTheConfiguration() throws Exception {
    Path absent = folder.resolve("unmounted/store.db");
    Machine machine =
        stranger("away", "transport = \"sqlite\"\n[transports.sqlite]\nfile = \"" + absent + "\"");
    String line = machine.pigeon(folder, "true").complained(255);
    assertTrue(line.contains(absent.toString()), line);
  }

  private static Machine stranger(String name, String configuration) throws Exception {
    Machine machine = site.machine(name);
    install(machine);
    return machine.configure(configuration);
  }

  private static Ran pigeon(String snippet) throws Exception {
    return site.client().pigeon(site.project(), snippet);
  }
}
