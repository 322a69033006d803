package dev.pigeon.cli.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {
  @TempDir Path home;
  private final Map<String, String> env = new HashMap<>();
  private Path file;
  private String out;
  private String err;

  @BeforeEach
  void setUp() {
    file = home.resolve(".config/pigeon/config.toml");
  }

  @Test
  void initCreatesTheFileAndPrintsItsPath() {
    assertEquals(0, run("init"));
    assertEquals(file + "\n", out);
    assertEquals("", err);
    assertTrue(Files.exists(file));
  }

  @Test
  void initOfAnExistingFileSaysSoAndCopiesTheEnvironment() throws Exception {
    run("set", "cache", "/mine");
    env.put("PIGEON_ROUTE", "r");
    assertEquals(0, run("init"));
    assertEquals(file + "\n", out);
    assertTrue(err.contains("exists") && err.contains("route = \"r\""), err);
    assertEquals("/mine", load().cache());
  }

  @Test
  void refreshPrintsWhatChanged() {
    run("init");
    run("unset", "user");
    env.put("PIGEON_WORKER_MAX_JOBS", "9");
    assertEquals(0, run("refresh"));
    assertEquals("worker.max_jobs = 9 (PIGEON_WORKER_MAX_JOBS)\nuser = \"$USER\" (default)\n", out);
    assertEquals(0, run("refresh"));
    assertEquals("", out);
  }

  @Test
  void aFolderIsNotChosenForAFile() {
    assertEquals(2, run("path", home.toString()));
    assertEquals(
        "pigeon: " + home + " is a folder; name the file, as in " + home + "/config.toml\n", err);
    run("path");
    assertEquals(file + "\n", out);
  }

  @Test
  void wrongWordsAreNamedAsTheyWereTyped() {
    assertEquals(2, run("nope"));
    assertEquals("pigeon: there is no `pigeon config nope`; see `pigeon config --help`\n", err);
    assertEquals(2, run("path", "-x"));
    assertEquals(
        "pigeon: pigeon config path has no option -x; see `pigeon config path --help`\n", err);
    assertEquals(2, run("path", "a", "b"));
    assertEquals(
        "pigeon: pigeon config path takes no word \"b\" there; see `pigeon config path --help`\n",
        err);
  }

  @Test
  void pathPrintsOnlyThePath() {
    assertEquals(0, run("path"));
    assertEquals(file + "\n", out);
    assertEquals("", err);
    assertFalse(Files.exists(file));
  }

  @Test
  void pathOfAFileIsMadeAbsoluteAndStays() throws Exception {
    assertEquals(0, run("path", "sub/other.toml"));
    assertEquals(home + "/sub/other.toml\n", out);
    run("path");
    assertEquals(home + "/sub/other.toml\n", out);
    assertEquals(home.resolve("sub/other.toml"), load().file());
  }

  @Test
  void pathOfAFileWarnsThatTheVariableWins() {
    env.put("PIGEON_CONFIG", "/env.toml");
    assertEquals(0, run("path", "other.toml"));
    assertTrue(err.startsWith("pigeon: PIGEON_CONFIG=/env.toml wins in this shell"), err);
  }

  @Test
  void showPrintsTheFileAsItIs() throws Exception {
    String text = holds("# mine\nroute = 'r'   # x\n");
    assertEquals(0, run("show"));
    assertEquals(text, out);
  }

  @Test
  void showOfABrokenFilePrintsItAndFails() throws Exception {
    String text = holds("# mine\nroute = \n");
    assertEquals(2, run("show"));
    assertEquals(text, out);
    assertTrue(err.startsWith("pigeon: " + file + ":2: route: "), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void showEffectiveTellsValueAndSource() throws Exception {
    holds("route = 'r'\n[remote_env]\nX = '1'\n[transports.t]\ny = 2\n");
    env.put("PIGEON_INTERACTIVE_PS1", "> ");
    assertEquals(0, run("show", "--effective"));
    assertTrue(out.startsWith("# " + file + "\n"), out);
    assertLine("namespace = \"ann\"", "default: \"$USER\"");
    assertLine("route = \"r\"", "file, line 1");
    assertLine("max_jobs = 4", "default");
    assertLine("ps1 = \"> \"", "env, PIGEON_INTERACTIVE_PS1");
    assertLine("X = \"1\"", "file, line 3");
    assertTrue(out.contains("# command is not set\n"), out);
  }

  @Test
  void showEffectiveIsAConfigurationOfTheSameMeaning() throws Exception {
    env.put("PIGEON_ROUTE", "r");
    run("set", "remote_env.X", "a\"b\\c\nd");
    run("set", "transports.t.a.b", "2");
    run("show", "--effective");
    String first = out;
    env.remove("PIGEON_ROUTE");
    holds(first);
    assertEquals(0, run("show", "--effective"), err);
    assertEquals(values(first), values(out));
  }

  @Test
  void showEffectiveSpeaksJson() throws Exception {
    holds("route = 'r'\n");
    assertEquals(0, run("show", "--effective", "--json"));
    JsonNode root = new ObjectMapper().readTree(out);
    assertEquals(file.toString(), root.get("file").asText());
    JsonNode values = root.get("values");
    assertEquals(
        "{\"value\":\"r\",\"source\":\"file\",\"line\":1}", values.get("route").toString());
    assertEquals("{\"value\":4,\"source\":\"default\"}", values.get("worker.max_jobs").toString());
    assertTrue(values.get("interactive.command").get("value").isNull());
  }

  @Test
  void jsonOfTheFileItselfIsRefused() {
    assertEquals(2, run("show", "--json"));
  }

  @Test
  void setAndUnsetChangeTheFile() throws Exception {
    assertEquals(0, run("set", "remote_env.HTTPS_PROXY", "http://proxy.example:8080"));
    assertEquals("http://proxy.example:8080", load().remoteEnv().get("HTTPS_PROXY"));
    assertEquals(0, run("unset", "remote_env.HTTPS_PROXY"));
    assertEquals(Map.of(), load().remoteEnv());
    assertEquals(0, run("unset", "remote_env.HTTPS_PROXY"));
    assertTrue(err.contains("is not set"), err);
  }

  @Test
  void aValueMayBeginWithADash() throws Exception {
    assertEquals(0, run("set", "interactive.command", "-x"));
    assertEquals("-x", load().interactiveCommand());
  }

  @Test
  void setWarnsThatTheVariableWins() {
    env.put("PIGEON_ROUTE", "env");
    assertEquals(0, run("set", "route", "file"));
    assertTrue(err.startsWith("pigeon: PIGEON_ROUTE=env wins in this shell"), err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set worker.max_jobs many",
        "set worker.max_jobz 4",
        "set worker.max_jobs",
        "set",
        "unset",
        "unset nonsense",
        "path a b",
        "bogus",
        "show --bogus",
        "--config x show",
        "show --config=x",
        "",
      })
  void wrongWordsAreTwoAndLeaveTheFile(String words) throws Exception {
    byte[] before = holds("# mine\n").getBytes(StandardCharsets.UTF_8);
    assertEquals(2, run(words.isEmpty() ? new String[0] : words.split(" ")));
    assertEquals("", out);
    if (!words.isEmpty()) {
      assertTrue(err.startsWith("pigeon: "), err);
      assertEquals(1, err.lines().count(), err);
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void theRemovedOptionIsAnsweredWithTheWayToGo() {
    run("--config", "x.toml");
    assertTrue(err.contains("pigeon config path FILE"), err);
  }

  @Test
  void keysAreListedInColumns() {
    assertEquals(0, run("keys"));
    List<String> lines = out.lines().toList();
    int column = lines.get(0).indexOf("VARIABLE");
    for (String line : lines) {
      assertTrue(line.charAt(column) != ' ' && line.charAt(column - 1) == ' ', line);
    }
    assertTrue(out.contains("PIGEON_WORKER_MAX_JOBS"), out);
    run("keys", "--short");
    assertTrue(out.startsWith("cache\nnamespace\nuser\nroute\n"), out);
  }

  @Test
  void keysSpeakJson() throws Exception {
    assertEquals(0, run("keys", "--json"));
    JsonNode first = new ObjectMapper().readTree(out).get(0);
    assertEquals("cache", first.get("key").asText());
    assertEquals("PIGEON_CACHE", first.get("variable").asText());
  }

  @Test
  void aTransportThatIsNotThereIsRefusedAndNotKept() throws Exception {
    assertEquals(0, run("set", "transport", "heap"));
    assertEquals(2, run("set", "transport", "haep"));
    assertEquals("pigeon: no transport is named haep\n", err);
    assertEquals("heap", load().transport());
  }

  @Test
  void aSettingThatItsTransportDoesNotKnowIsRefusedAndNotKept() throws Exception {
    assertEquals(0, run("set", "transports.heap.size", "9"));
    assertEquals(2, run("set", "transports.heap.sise", "9"));
    assertEquals("pigeon: heap knows no setting sise\n", err);
    assertEquals(Map.of("size", "9"), load().transportSettings("heap"));
    assertEquals(0, run("set", "transports.later.file", "/x"), "its plug-in may come later");
  }

  @Test
  void helpIsNoFailure() {
    assertEquals(0, run("set", "--help"));
    assertTrue(out.startsWith("Usage: pigeon config set"), out);
  }

  private void assertLine(String value, String origin) {
    for (String line : out.split("\n")) {
      if (line.startsWith(value + " ") && line.endsWith("  # " + origin)) {
        return;
      }
    }
    throw new AssertionError("no line " + value + "  # " + origin + " in\n" + out);
  }

  private static String values(String toml) {
    return toml.replaceAll("(?m)\\s+# (file|default|env)[^\n]*$", "");
  }

  private String holds(String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return text;
  }

  private Config load() throws Exception {
    return Config.load(context());
  }

  private ConfigContext context() {
    return new ConfigContext(env, home, "ann", home);
  }

  /** One transport, with one setting. */
  private static final class OnlyHeap implements TransportCheck {
    @Override
    public void check(String name) throws ConfigException {
      if (!name.equals("heap")) {
        throw new ConfigException("no transport is named " + name);
      }
    }

    @Override
    public void checkSetting(String transport, String setting) throws ConfigException {
      if (transport.equals("heap") && !setting.equals("size")) {
        throw new ConfigException("heap knows no setting " + setting);
      }
    }
  }

  private int run(String... words) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    int code =
        ConfigCommand.run(
            List.of(words),
            context(),
            new OnlyHeap(),
            new PrintStream(printed),
            new PrintStream(complained));
    out = printed.toString(StandardCharsets.UTF_8);
    err = complained.toString(StandardCharsets.UTF_8);
    return code;
  }
}
