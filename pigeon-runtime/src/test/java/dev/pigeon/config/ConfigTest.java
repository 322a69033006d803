package dev.pigeon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
  @TempDir Path home;
  private Sandbox box;

  @BeforeEach
  void setUp() {
    box = new Sandbox(home);
  }

  @Test
  void firstLoadWritesTheDefaults() throws Exception {
    box.load();
    assertEquals(
        """
        cache = "/tmp/pigeon-cache"
        namespace = "$USER"
        user = "$USER"

        [worker]
        max_jobs = 4
        poll_interval = 0.05
        debug = false
        """,
        box.text().replaceAll("(?m)^#.*\n", "").stripLeading());
  }

  @Test
  void aNewFileIsForItsOwnerAlone() throws Exception {
    box.load();
    assertEquals("rw-------", Modes.of(box.file()));
    assertEquals("rwx------", Modes.of(box.folder()));
  }

  @Test
  void defaultsHoldWhereTheFileIsSilent() throws Exception {
    Config config = box.holds("").load();
    assertEquals("/tmp/pigeon-cache", config.cache());
    assertEquals("ann", config.namespace());
    assertEquals("ann", config.user());
    assertNull(config.route());
    assertNull(config.workerRoute());
    assertEquals("sharedfs", config.transport());
    assertEquals(Duration.ofSeconds(3), config.waitWorker());
    assertEquals(4, config.workerMaxJobs());
    assertEquals(Duration.ofMillis(50), config.workerPollInterval());
    assertFalse(config.workerDebug());
    assertNull(config.interactiveCommand());
    assertFalse(config.interactiveSourceBashrc());
    assertNull(config.interactivePs1());
    assertEquals(Duration.ofSeconds(10), config.workerLostAfter());
    assertEquals(Duration.ofSeconds(30), config.clientLostAfter());
    assertEquals(Map.of(), config.remoteEnv());
    assertEquals(List.of(), config.warnings());
    assertEquals("", box.text(), "load adds no defaults to a file that is there");
  }

  @Test
  void everyKeyIsRead() throws Exception {
    Config config =
        box.holds(
                """
                cache = "~/c"
                namespace = "n"
                user = "u"
                route = "r"
                transport = "other"
                wait_worker = 1
                [worker]
                route = "w"
                max_jobs = 10000
                poll_interval = 1
                debug = true
                [interactive]
                command = "zsh -i"
                source_bashrc = true
                ps1 = '\\u\\$ '
                [session]
                worker_lost_after = 2
                client_lost_after = 3
                [remote_env]
                B = "2"
                A = ""
                [transports.other]
                url = "x"
                size = 5
                ratio = 0.5
                on = true
                """)
            .load();
    assertEquals(home + "/c", config.cache());
    assertEquals("n", config.namespace());
    assertEquals("u", config.user());
    assertEquals("r", config.route());
    assertEquals("other", config.transport());
    assertEquals(Duration.ofSeconds(1), config.waitWorker());
    assertEquals("w", config.workerRoute());
    assertEquals(10000, config.workerMaxJobs());
    assertEquals(Duration.ofSeconds(1), config.workerPollInterval());
    assertTrue(config.workerDebug());
    assertEquals("zsh -i", config.interactiveCommand());
    assertTrue(config.interactiveSourceBashrc());
    assertEquals("\\u\\$ ", config.interactivePs1());
    assertEquals(Duration.ofSeconds(2), config.workerLostAfter());
    assertEquals(Duration.ofSeconds(3), config.clientLostAfter());
    assertEquals("{B=2, A=}", config.remoteEnv().toString());
    assertEquals(
        Map.of("url", "x", "size", "5", "ratio", "0.5", "on", "true"),
        config.transportSettings("other"));
    assertEquals(Map.of(), config.transportSettings("sharedfs"));
  }

  @Test
  void aNewFileHoldsTheEnvironmentsValues() throws Exception {
    everyVariable().load();
    assertEnvironmentIsInTheFile();
  }

  @Test
  void theEnvironmentIsCopiedIntoAFileThatIsThere() throws Exception {
    everyVariable().holds("# mine\nroute = \"old\" # kept\n").load();
    assertTrue(box.text().startsWith("# mine\nroute = \"r\" # kept\n"), box.text());
    assertEnvironmentIsInTheFile();
  }

  @Test
  void theFileKeepsWhatTheEnvironmentOnceSaid() throws Exception {
    box.with("PIGEON_ROUTE", "r").load();
    assertEquals("r", box.without("PIGEON_ROUTE").load().route());
  }

  @Test
  void equalValuesAreNotWrittenAgain() throws Exception {
    box.holds("[worker]\npoll_interval = 5e-2 # as I like it\nmax_jobs = 8\n");
    String before = box.text();
    box.with("PIGEON_WORKER_POLL_INTERVAL", "0.050").with("PIGEON_WORKER_MAX_JOBS", "8").load();
    assertEquals(before, box.text());
  }

  @Test
  void anEmptyVariableCountsAsUnset() throws Exception {
    assertEquals("r", box.holds("route = 'r'").with("PIGEON_ROUTE", "").load().route());
  }

  @Test
  void aWorkersRouteFallsBackToTheRoute() throws Exception {
    assertEquals("r", box.holds("route = 'r'").load().workerRoute());
  }

  @ParameterizedTest
  @CsvSource({
    "PIGEON_WORKER_MAX_JOBS, 0",
    "PIGEON_WORKER_MAX_JOBS, 4.5",
    "PIGEON_WORKER_POLL_INTERVAL, NaN",
    "PIGEON_WORKER_POLL_INTERVAL, 61",
    "PIGEON_WORKER_DEBUG, maybe",
    "PIGEON_CACHE, relative/path",
    "PIGEON_CACHE, $NOPE/x",
    "PIGEON_NAMESPACE, ${NOPE}",
    "PIGEON_NAMESPACE, a b",
  })
  void aBadVariableIsNamedAndLeavesTheFile(String variable, String value) throws Exception {
    box.holds("# mine\n").with("PIGEON_ROUTE", "new").with(variable, value);
    String message = assertThrows(ConfigException.class, box::load).getMessage();
    assertTrue(message.startsWith(variable + ": "), message);
    assertEquals("# mine\n", box.text());
  }

  @Test
  void aBadVariableCreatesNoFile() {
    box.with("PIGEON_WORKER_DEBUG", "maybe");
    assertThrows(ConfigException.class, box::load);
    assertFalse(Files.exists(box.folder()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      commentCharacter = '%',
      value = {
        "[worker]\\nmax_jobs = 'x' | 2: worker.max_jobs: ",
        "[worker]\\nmax_jobs = 0 | 2: worker.max_jobs: ",
        "[worker]\\nmax_jobs = 10001 | 2: worker.max_jobs: ",
        "[worker]\\nmax_jobs = 4.0 | 2: worker.max_jobs: ",
        "[worker]\\npoll_interval = nan | 2: worker.poll_interval: ",
        "[worker]\\ndebug = 1 | 2: worker.debug: ",
        "[worker]\\nmax_jobz = 4 | 2: worker.max_jobz: is no known key; did you mean worker.max",
        "worker = 5 | 1: worker: ",
        "'worker.max_jobs' = 5 | 1: worker.max_jobs: ",
        "rout = 'x' | 1: rout: is no known key; did you mean route?",
        "[foo]\\nx = 1 | 1: foo: ",
        "route = '' | 1: route: is empty",
        "cache = 'x' | 1: cache: ",
        "cache = 5 | 1: cache: ",
        "cache = '$NOPE/x' | 1: cache: $NOPE is not set",
        "# c\\nnamespace = 'a/b' | 2: namespace: ",
        "namespace = '${NOPE}' | 1: namespace: $NOPE is not set",
        "namespace = '..' | 1: namespace: ",
        "remote_env = 1 | 1: remote_env: ",
        "[remote_env]\\nX = 8080 | 2: remote_env.X: ",
        "[remote_env]\\n9X = '1' | 2: remote_env.9X: ",
        "[transports]\\nx = 1 | 2: transports.x: ",
        "[transports.x]\\ny = [1] | 2: transports.x.y: ",
        "a = 1\\nb = \\nc = 2 | 2: b: ",
        "[worker\\nx = 1 | 1: ",
        "route = 'a'\\nroute = 'b' | 2: route: ",
      })
  void aBadFileIsToldWithLineAndKeyAndStays(String text, String problem) throws Exception {
    String toml = text.replace("\\n", "\n");
    box.holds(toml).with("PIGEON_USER", "new");
    String message = assertThrows(ConfigException.class, box::load).getMessage();
    assertTrue(message.startsWith(box.file() + ":" + problem), message);
    assertFalse(message.contains("\n"), message);
    assertEquals(toml, box.text());
  }

  @Test
  void variablesAreExpandedForEveryReader() throws Exception {
    box.holds("cache = '${ROOT}/$USER'\nnamespace = 'team-$USER'\nuser = 'a$'");
    Config bob = box.with("USER", "bob").with("ROOT", "/data").load();
    assertEquals("/data/bob", bob.cache());
    assertEquals("team-bob", bob.namespace());
    assertEquals("a$", bob.user());
    assertEquals("team-ann", box.without("USER").load().namespace());
  }

  @Test
  void aFileThatCannotBeWrittenGivesWayToTheEnvironment() throws Exception {
    box.holds("route = 'file'\n").locked();
    Config config = box.with("PIGEON_ROUTE", "env").with("PIGEON_WORKER_MAX_JOBS", "9").load();
    assertEquals("env", config.route());
    assertEquals(9, config.workerMaxJobs());
    assertEquals(Config.Source.ENV, config.source(ConfigKey.ROUTE));
    assertEquals(2, config.warnings().size());
    assertTrue(config.warnings().get(0).contains("PIGEON_ROUTE"), config.warnings().toString());
    assertEquals("route = 'file'\n", box.text());
  }

  @Test
  void aHomeThatCannotBeWrittenIsNoFailure() throws Exception {
    Sandbox nowhere = new Sandbox(Path.of("/proc/pigeon-has-no-home"));
    Config config = nowhere.with("PIGEON_ROUTE", "r").load();
    assertEquals("r", config.route());
    assertEquals(4, config.workerMaxJobs());
    assertEquals(1, config.warnings().size());
    assertSame(config, config.reload());
  }

  @Test
  void theSessionVariablesBeatTheFileAndStayOutOfIt() throws Exception {
    box.holds("[interactive]\nps1 = 'file'\nsource_bashrc = true\n");
    String before = box.text();
    Config config =
        box.with("PIGEON_INTERACTIVE_PS1", "env").with("PIGEON_SOURCE_BASHRC", "0").load();
    assertEquals("env", config.interactivePs1());
    assertFalse(config.interactiveSourceBashrc());
    assertEquals(before, box.text());
  }

  @Test
  void reloadOfAnUnchangedFileIsTheSameObject() throws Exception {
    Config config = box.holds("route = 'a'").load();
    assertSame(config, config.reload());
  }

  @Test
  void reloadOfAYoungUnchangedFileIsTheSameObject() throws Exception {
    Config config = box.load();
    assertSame(config, config.reload());
  }

  @Test
  void reloadSeesAnEdit() throws Exception {
    Config config = box.holds("route = 'a'").load();
    box.edits().set("route", "b");
    Config next = config.reload();
    assertNotSame(config, next);
    assertEquals("b", next.route());
  }

  @Test
  void reloadSeesASecondEditWithinOneTickOfTheClock() throws Exception {
    Config config = box.load();
    var time = Files.getLastModifiedTime(box.file());
    Files.writeString(box.file(), box.text().replace("max_jobs = 4", "max_jobs = 5"));
    Files.setLastModifiedTime(box.file(), time);
    assertEquals(5, config.reload().workerMaxJobs());
  }

  @Test
  void reloadLeavesAnEditToTheUser() throws Exception {
    Config config = box.with("PIGEON_ROUTE", "env").load();
    box.edits().set("route", "edited");
    assertEquals("edited", config.reload().route());
    assertEquals("edited", box.without("PIGEON_ROUTE").load().route());
  }

  @Test
  void reloadOfABrokenOrLostFileFailsAndTheOldOneStays() throws Exception {
    Config config = box.holds("route = 'a'").load();
    box.holds("route = ");
    assertThrows(ConfigException.class, config::reload);
    Files.delete(box.file());
    assertThrows(ConfigException.class, config::reload);
    assertEquals("a", config.route());
  }

  private Sandbox everyVariable() {
    return box.with("PIGEON_CACHE", "/data/c")
        .with("PIGEON_NAMESPACE", "n")
        .with("PIGEON_USER", "u")
        .with("PIGEON_ROUTE", "r")
        .with("PIGEON_WORKER_ROUTE", "w")
        .with("PIGEON_WORKER_MAX_JOBS", "7")
        .with("PIGEON_WORKER_POLL_INTERVAL", "1")
        .with("PIGEON_WORKER_DEBUG", "yes");
  }

  private void assertEnvironmentIsInTheFile() throws Exception {
    Map<String, Entry> entries = ConfigDocument.parse(box.file(), box.text()).entries();
    assertEquals("/data/c", entries.get("cache").text());
    assertEquals("n", entries.get("namespace").text());
    assertEquals("u", entries.get("user").text());
    assertEquals("r", entries.get("route").text());
    assertEquals("w", entries.get("worker.route").text());
    assertEquals("7", entries.get("worker.max_jobs").text());
    assertEquals("1.0", entries.get("worker.poll_interval").text());
    assertEquals("true", entries.get("worker.debug").text());
  }
}
