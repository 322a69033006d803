package dev.pigeon.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final String EDITED_BY_HAND =
      """
      # mine

      namespace = 'n'   # ours
      cache="/c"

      # how busy
      [worker] # w

      max_jobs = 4      # four
      # the end
      """;

  @TempDir Path home;
  private Sandbox box;

  @BeforeEach
  void setUp() {
    box = new Sandbox(home);
  }

  @Test
  void setKeepsCommentsAndOrder() throws Exception {
    box.holds(EDITED_BY_HAND);
    assertTrue(box.edits().set("worker.max_jobs", "8"));
    assertEquals(EDITED_BY_HAND.replace("= 4 ", "= 8 "), box.text());
    box.edits().set("route", "r");
    assertEquals(
        EDITED_BY_HAND
            .replace("= 4 ", "= 8 ")
            .replace("cache=\"/c\"\n", "cache=\"/c\"\nroute = \"r\"\n"),
        box.text());
  }

  @Test
  void setCreatesTheFileWithTheDefaults() throws Exception {
    assertTrue(box.edits().set("remote_env.X", "1"));
    assertTrue(box.text().contains("cache = \"/tmp/pigeon-cache\"\n"), box.text());
    assertTrue(box.text().endsWith("\n[remote_env]\nX = \"1\"\n"), box.text());
  }

  @Test
  void theKeySaysTheType() throws Exception {
    box.holds("");
    box.edits().set("worker.max_jobs", "8");
    box.edits().set("worker.poll_interval", "1");
    box.edits().set("worker.debug", "on");
    box.edits().set("remote_env.PORT", "8080");
    box.edits().set("route", "5");
    assertEquals(
        """
        route = "5"
        [worker]
        max_jobs = 8
        poll_interval = 1.0
        debug = true

        [remote_env]
        PORT = "8080"
        """,
        box.text());
  }

  @Test
  void whatIsSetIsReadBack() throws Exception {
    String value = "a\"b\\c\td\u00e9 $X # no comment = ${Y}";
    box.holds("").edits().set("remote_env.X", value);
    assertEquals(value, box.load().remoteEnv().get("X"));
  }

  @Test
  void aListIsAnArrayOrOneItem() throws Exception {
    box.edits().set("worker.allow_users", "ana");
    assertTrue(box.text().contains("allow_users = [\"ana\"]"), box.text());
    assertEquals(List.of("ana"), box.load().workerAllowUsers());
    box.edits().set("worker.allow_users", "[ \"ana\", 'ben \\\\ \"co\"' ]");
    assertEquals(List.of("ana", "ben \\\\ \"co\""), box.load().workerAllowUsers());
    assertFalse(box.edits().set("worker.allow_users", "[\"ana\", 'ben \\\\ \"co\"']"));
    box.edits().set("worker.allow_users", "[]");
    assertEquals(List.of(), box.load().workerAllowUsers());
    for (String wrong : List.of("[", "[1]", "[\"a\\nb\"]", "[[\"a\"]]", "[\"\"]")) {
      ConfigException e =
          assertThrows(ConfigException.class, () -> box.edits().set("worker.allow_users", wrong));
      assertTrue(e.getMessage().contains("expected a list of strings"), e.getMessage());
    }
    box.holds("[worker]\nallow_users = [\n  \"ana\", # first\n  \"ben\",\n]\n");
    assertEquals(List.of("ana", "ben"), box.load().workerAllowUsers());
    box.holds("[worker]\nallow_users = \"ana\"\n");
    ConfigException e = assertThrows(ConfigException.class, box::load);
    assertTrue(e.getMessage().contains("is the string \"ana\"; expected a list"), e.getMessage());
  }

  @Test
  void settingTheSameValueWritesNothing() throws Exception {
    box.holds("[worker]\npoll_interval = 5e-2\n");
    Stamp before = Stamp.of(box.file());
    assertFalse(box.edits().set("worker.poll_interval", "0.05"));
    assertEquals(before, Stamp.of(box.file()));
  }

  @ParameterizedTest
  @CsvSource({
    "worker.max_jobs, x",
    "worker.max_jobs, 0",
    "worker.max_jobs, 10001",
    "worker.max_jobs, 1e1",
    "worker.poll_interval, NaN",
    "worker.poll_interval, 0x1p-3",
    "worker.poll_interval, 60.1",
    "worker.debug, 2",
    "session.worker_lost_after, 1",
    "session.client_lost_after, 2",
    "route, ''",
    "cache, here",
    "namespace, a/b",
    "transport, a b",
    "worker.max_jobz, 4",
    "worker, 4",
    "remote_env.9X, 1",
    "remote_env.A-B, 1",
    "remote_env., 1",
    "transports.x, 1",
    "transports.x y.z, 1",
  })
  void aRefusedSetLeavesTheFile(String name, String value) throws Exception {
    byte[] before = bytesOf(EDITED_BY_HAND);
    ConfigException e = assertThrows(ConfigException.class, () -> box.edits().set(name, value));
    assertTrue(e.getMessage().startsWith(box.file() + ": " + name + ": "), e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  void aFileThatIsNoTomlIsLeftAlone() throws Exception {
    byte[] before = bytesOf("# mine\nroute = \n");
    box.with("PIGEON_USER", "u");
    List<Callable<?>> edits =
        List.of(
            () -> box.edits().set("route", "r"),
            () -> box.edits().unset("route"),
            () -> box.edits().refresh(),
            () -> box.edits().sync());
    for (Callable<?> edit : edits) {
      String message = assertThrows(ConfigException.class, edit::call).getMessage();
      assertTrue(message.startsWith(box.file() + ":2: route: "), message);
      assertArrayEquals(before, Files.readAllBytes(box.file()));
    }
  }

  @Test
  void aFileThatIsNotUtf8IsLeftAlone() throws Exception {
    box.holds("");
    byte[] before = {'#', '\n', 'a', '=', '"', (byte) 0xe9, '"', '\n'};
    Files.write(box.file(), before);
    String message =
        assertThrows(ConfigException.class, () -> box.edits().set("route", "r")).getMessage();
    assertTrue(message.startsWith(box.file() + ":2: is not UTF-8"), message);
    assertThrows(ConfigException.class, box::load);
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  void aReadOnlyFileIsNotReplaced() throws Exception {
    byte[] before = bytesOf("route = 'a'\n");
    Modes.set(box.file(), "r--r--r--");
    assumeFalse(Files.isWritable(box.file()), "needs a user who is not root");
    assertThrows(ConfigException.class, () -> box.edits().set("route", "b"));
    assertEquals("b", box.with("PIGEON_ROUTE", "b").load().route());
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  void setRepairsAValueThatLoadRefuses() throws Exception {
    box.holds("[worker]\nmax_jobs = 'many'\nx = 1\n");
    box.edits().set("worker.max_jobs", "5");
    box.edits().unset("worker.x");
    assertEquals(5, box.load().workerMaxJobs());
  }

  @Test
  void setBelowAValueThatIsNoTableIsRefused() throws Exception {
    byte[] before = bytesOf("worker = 5\n");
    assertThrows(ConfigException.class, () -> box.edits().set("worker.max_jobs", "5"));
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  void unsetRemovesTheLineAndTheGapAboveIt() throws Exception {
    box.holds(EDITED_BY_HAND);
    assertTrue(box.edits().unset("worker.max_jobs"));
    assertEquals(EDITED_BY_HAND.replace("\nmax_jobs = 4      # four\n", ""), box.text());
  }

  @Test
  void unsetKeepsTheUsersCommentAndTakesPigeonsOwn() throws Exception {
    box.edits().init();
    box.edits().unset("user");
    assertFalse(box.text().contains("name that requests carry"), box.text());
    box.holds("route = 'r'\n# why\n# so\nuser = 'u'\n").edits().unset("user");
    assertEquals("route = 'r'\n# why\n# so\n", box.text());
  }

  @Test
  void unsetOfAnAbsentKeyChangesNothing() throws Exception {
    byte[] before = bytesOf(EDITED_BY_HAND);
    assertFalse(box.edits().unset("remote_env.X"));
    assertThrows(ConfigException.class, () -> box.edits().unset("nonsense"));
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  void initLeavesAnExistingFileAlone() throws Exception {
    assertTrue(box.edits().init());
    byte[] before = bytesOf(EDITED_BY_HAND);
    assertFalse(box.edits().init());
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  void refreshAddsWhatIsMissingAndTheEnvironment() throws Exception {
    box.holds("# mine\nroute = 'a'\n").with("PIGEON_ROUTE", "b");
    List<String> changes = box.edits().refresh();
    assertEquals("route = \"b\" (PIGEON_ROUTE)", changes.get(0));
    assertEquals(7, changes.size(), changes.toString());
    assertTrue(box.text().startsWith("# mine\nroute = \"b\"\n"), box.text());
    assertEquals("ann", box.load().namespace());
    assertEquals(List.of(), box.edits().refresh());
  }

  @Test
  void anEditKeepsTheMode() throws Exception {
    box.holds("");
    Modes.set(box.file(), "rw-rw-r--");
    box.edits().set("route", "r");
    assertEquals("rw-rw-r--", Modes.of(box.file()));
  }

  @Test
  void anEditThroughASymbolicLinkReachesItsTarget() throws Exception {
    Path shared = Files.createDirectory(home.resolve("shared")).resolve("real.toml");
    Files.writeString(shared, "route = 'a'\n");
    Files.createDirectories(box.folder());
    Files.createSymbolicLink(box.file(), shared);
    box.edits().set("route", "b");
    assertTrue(Files.isSymbolicLink(box.file()));
    assertEquals("route = \"b\"\n", Files.readString(shared));
  }

  @Test
  void aLinkToNothingIsFilledIn() throws Exception {
    Path target = home.resolve("later/real.toml");
    Files.createDirectories(box.folder());
    Files.createSymbolicLink(box.file(), target);
    box.load();
    assertTrue(Files.isRegularFile(target));
    assertTrue(Files.isSymbolicLink(box.file()));
  }

  @Test
  void aFileThatCannotBeWrittenSaysSo() throws Exception {
    byte[] before = bytesOf("route = 'a'\n");
    box.locked();
    String message =
        assertThrows(ConfigException.class, () -> box.edits().set("route", "b")).getMessage();
    assertTrue(message.startsWith(box.file() + ": cannot be written: "), message);
    assertArrayEquals(before, Files.readAllBytes(box.file()));
  }

  @Test
  @Timeout(60)
  void writersAtOnceLoseNothing() throws Exception {
    box.holds(EDITED_BY_HAND);
    ExecutorService writers = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (int w = 0; w < 3; w++) {
        String prefix = "remote_env.W" + w + "_";
        results.add(
            writers.submit(
                () -> {
                  ConfigFile own = box.edits();
                  for (int i = 0; i < 50; i++) {
                    own.set(prefix + i, Integer.toString(i));
                  }
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get(50, TimeUnit.SECONDS);
      }
    } finally {
      writers.shutdownNow();
    }
    Map<String, String> env = box.load().remoteEnv();
    assertEquals(150, env.size());
    assertEquals("49", env.get("W2_49"));
    assertTrue(box.text().startsWith(EDITED_BY_HAND.strip()), box.text());
    try (var files = Files.list(box.folder())) {
      assertEquals(List.of(box.file()), files.toList(), "no lock and no temporary file is left");
    }
  }

  private byte[] bytesOf(String text) throws Exception {
    return Files.readAllBytes(box.holds(text).file());
  }
}
