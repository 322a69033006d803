package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example command of the manual's text, by its section; what an example needs of its own
 * machine (the addresses, the folders, the proxy) is played by the test: {@code curl} on the
 * worker's PATH is the machine's own if there is one, sent to a server inside the test, and {@code
 * codex} is a script.
 */
@Timeout(120)
class SeedExamplesIT {
  @TempDir static Path folder;
  static Site site;
  static HttpServer server;

  /** For machines without curl: {@code curl -sI http://host:port/}, in bash. */
  private static final String CURL =
      """
      #!/bin/bash
      address=${2#http://}; address=${address%/}
      exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
      printf 'HEAD / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&3
      cat <&3
      """;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    for (String pool : new String[] {"a", "b"}) {
      Machine machine = site.machine("cpu-" + pool).configure("").set("POOL", pool);
      machine.install("codex", "#!/bin/sh\nread -r x\necho \"codex at the worker read: $x\"\n");
      if (!Files.isExecutable(Path.of("/usr/bin/curl"))) {
        machine.install("curl", CURL);
      }
      Files.writeString(machine.home().resolve(".bashrc"), "echo noise; export FROM_RC=rc\n");
      site.serve(machine, "--route", "cpu-pool-" + pool);
    }
    site.client().configure("route = \"cpu-pool-a\"");
  }

  @AfterAll
  static void close() throws Exception {
    server.stop(0);
    site.close();
  }

  @Test
  @DisplayName("2: pigeon --help")
  void helpShowsTheUsage() throws Exception {
    assertTrue(typed("pigeon --help").ended(0).out().startsWith("Usage: pigeon "));
  }

  @Test
  @DisplayName("3: pigeon config path FILE, pigeon config path")
  void configPathSwitchesAndShowsTheFile() throws Exception {
    Machine machine = site.machine("path");
    Path file = site.project().resolve("shared/config.toml");
    machine.shell(site.project(), "pigeon config path " + file).ended(0);
    machine.shell(site.project(), "pigeon config path").gave(0, file + "\n");
    machine.shell(site.project(), "pigeon config init").ended(0);
    assertTrue(Files.exists(file));
  }

  @Test
  @DisplayName("3: export PIGEON_CONFIG=FILE means the same, and stays")
  void theVariableSwitchesTheFileForGood() throws Exception {
    Machine machine = site.machine("variable");
    Path file = site.project().resolve("config.toml");
    machine
        .shell(site.project(), "export PIGEON_CONFIG=" + file + "; pigeon config path")
        .gave(0, file + "\n");
    machine.shell(site.project(), "pigeon config path").gave(0, file + "\n");
  }

  @Test
  @DisplayName("3: pigeon config init writes the defaults, or what the environment says")
  void configInitWritesTheDefaults() throws Exception {
    Machine machine = site.machine("init").set("USER", "ada");
    machine.shell(site.project(), "pigeon config init").ended(0);
    String text = Files.readString(machine.config());
    for (String line :
        new String[] {
          "cache = \"/tmp/pigeon-cache\"",
          "namespace = \"$USER\"",
          "user = \"$USER\"",
          "[worker]",
          "max_jobs = 4",
          "poll_interval = 0.05",
          "debug = false"
        }) {
      assertTrue(text.lines().anyMatch(line::equals), () -> line + " in " + text);
    }
    Machine told = site.machine("init-2").set("PIGEON_CACHE", "/data/c").set("PIGEON_ROUTE", "r");
    told.shell(site.project(), "pigeon config init").ended(0);
    assertTrue(Files.readString(told.config()).contains("cache = \"/data/c\""));
    assertTrue(Files.readString(told.config()).contains("route = \"r\""));
  }

  @Test
  @DisplayName("3: the first command creates the file, too")
  void theFirstCommandCreatesTheFile() throws Exception {
    Machine machine = site.machine("first").set("PIGEON_CACHE", site.cache().toString());
    machine.shell(site.project(), "pigeon --wait-worker 0 true").ended(255);
    assertTrue(Files.readString(machine.config()).contains("[worker]"));
  }

  @Test
  @DisplayName("3: the first worker creates the file, too")
  void theFirstWorkerCreatesTheFile() throws Exception {
    Machine machine = site.machine("first-cpu").set("PIGEON_CACHE", site.cache().toString());
    String until = "until [ -s " + machine.config() + " ]; do sleep 0.05; done";
    String script = "pigeon worker --route first & " + until + "; kill $!; wait $!; exit 0";
    machine.shell(site.project(), "timeout 30 bash -c '" + script + "'").ended(0);
    assertTrue(Files.readString(machine.config()).contains("[worker]"));
  }

  @Test
  @DisplayName("3: pigeon config set, show --effective and refresh")
  void configSetAndShow() throws Exception {
    Machine machine = site.machine("set").set("USER", "ada");
    machine
        .shell(
            site.project(),
            """
            set -e
            pigeon config set cache /data/shared/pigeon-cache
            pigeon config set namespace fyh
            pigeon config set route cpu-pool-a
            pigeon config set remote_env.HTTPS_PROXY http://proxy.example:8080
            pigeon config set remote_env.HTTP_PROXY http://proxy.example:8080
            """)
        .ended(0);
    Ran shown =
        machine.shell(site.project(), "pigeon config show --effective && pigeon config refresh");
    for (String text :
        new String[] {"/data/shared/pigeon-cache", "fyh", "cpu-pool-a", "proxy.example:8080"}) {
      assertTrue(shown.ended(0).out().contains(text), shown::toString);
    }
    machine.shell(site.project(), "pigeon config refresh").ended(0);
    assertTrue(Files.readString(machine.config()).contains("max_jobs = 4"));
  }

  @Test
  @DisplayName("4: pigeon worker --route --max-jobs --poll-interval --debug")
  void theWorkerTakesItsOptions() throws Exception {
    site.serve("--route", "opt", "--max-jobs", "4", "--poll-interval", "0.05", "--debug")
        .logs("at most 4 jobs");
    typed("pigeon --route opt echo served").gave(0, "served\n");
  }

  @Test
  @DisplayName("5: pigeon pwd, pigeon ls")
  void pwdAndLsSeeTheSameFolder() throws Exception {
    Path project = site.project();
    site.client().shell(project, "touch a b; pigeon pwd; pigeon ls").gave(0, project + "\na\nb\n");
  }

  @Test
  @DisplayName("5: pigeon curl -I URL")
  void curlRunsOnTheWorker() throws Exception {
    Ran ran = typed("pigeon curl -sI " + url()).ended(0);
    assertTrue(ran.out().startsWith("HTTP/1.1 200 OK\r\n"), ran::toString);
  }

  @Test
  @DisplayName("5: pigeon codex")
  void codexRunsOnTheWorker() throws Exception {
    typed("echo hi | pigeon codex").gave(0, "codex at the worker read: hi\n");
  }

  @Test
  @DisplayName("5: pigeon 'read -p \"name? \" n; echo \"hello $n\"'")
  void aCompoundCommandReadsItsInput() throws Exception {
    typed("echo Ada | pigeon 'read -p \"name? \" n; echo \"hello $n\"'").gave(0, "hello Ada\n");
  }

  @Test
  @DisplayName("5: pigeon --route cpu-pool-b curl -I URL")
  void theRouteIsOverriddenForOneCommand() throws Exception {
    Ran ran = typed("pigeon --route cpu-pool-b curl -sI " + url()).ended(0);
    assertTrue(ran.out().startsWith("HTTP/1.1 200 OK\r\n"), ran::toString);
  }

  @Test
  @DisplayName("5 and 10: pigeon --wait-worker 0.5 true only looks for a worker")
  void waitWorkerOnlyLooksForAWorker() throws Exception {
    typed("pigeon --wait-worker 0.5 true").gave(0, "");
    typed("pigeon --route absent --wait-worker 0.5 true").complained(255);
  }

  @Test
  @DisplayName("6: pigeon 'exit 7'; echo $?")
  void exitSevenIsSeven() throws Exception {
    typed("pigeon 'exit 7'\necho $?").gave(0, "7\n");
  }

  @Test
  @DisplayName("7: the environment is written into the file at start, and the file rules later")
  void theEnvironmentIsWrittenIntoTheFile() throws Exception {
    Machine machine = site.machine("sync").configure("");
    machine.shell(site.project(), "PIGEON_ROUTE=cpu-pool-b pigeon printenv POOL").gave(0, "b\n");
    machine.shell(site.project(), "pigeon printenv POOL").gave(0, "b\n");
    machine.shell(site.project(), "pigeon --route cpu-pool-a printenv POOL").gave(0, "a\n");
  }

  @Test
  @DisplayName("7: export PIGEON_SOURCE_BASHRC=1")
  void theBashrcIsLoadedSilently() throws Exception {
    typed("export PIGEON_SOURCE_BASHRC=1; pigeon 'echo $FROM_RC'").gave(0, "rc\n");
  }

  @Test
  @DisplayName("8: pigeon 'HTTPS_PROXY=\"…\" echo $HTTPS_PROXY' is bash's, word for word")
  void anAssignmentIsBashs() throws Exception {
    typed("pigeon 'HTTPS_PROXY=\"http://proxy.example:8080\" printenv HTTPS_PROXY'")
        .gave(0, "http://proxy.example:8080\n");
    // As typed in the manual bash expands $HTTPS_PROXY before the assignment, here as there.
    String line = "'HTTPS_PROXY=\"http://proxy.example:8080\" echo $HTTPS_PROXY'";
    assertEquals(typed("bash -c " + line).ended(0).out(), typed("pigeon " + line).ended(0).out());
  }

  @Test
  @DisplayName("8: pigeon 'echo $HTTPS_PROXY' prints remote_env.HTTPS_PROXY, and unset removes it")
  void remoteEnvIsPrinted() throws Exception {
    Machine machine = site.machine("proxy").configure("route = \"cpu-pool-a\"");
    machine
        .shell(site.project(), "pigeon config set remote_env.HTTPS_PROXY http://p:8080")
        .ended(0);
    machine.shell(site.project(), "pigeon 'echo $HTTPS_PROXY'").gave(0, "http://p:8080\n");
    machine.shell(site.project(), "pigeon config unset remote_env.HTTPS_PROXY").ended(0);
    machine.shell(site.project(), "pigeon 'echo $HTTPS_PROXY'").gave(0, "\n");
  }

  @Test
  @DisplayName("9: two pools, and pigeon config set route")
  void eachGroupReachesItsPool() throws Exception {
    for (String pool : new String[] {"a", "b"}) {
      Machine machine = site.machine("group-" + pool).configure("");
      machine.shell(site.project(), "pigeon config set route cpu-pool-" + pool).ended(0);
      machine.shell(site.project(), "pigeon printenv POOL").gave(0, pool + "\n");
    }
  }

  @Test
  @DisplayName("10: pigeon config keys, pigeon config keys --short")
  void configKeysLists() throws Exception {
    Ran names = typed("pigeon config keys --short").ended(0);
    for (String key : new String[] {"cache", "namespace", "route", "worker.max_jobs"}) {
      assertTrue(names.out().lines().anyMatch(key::equals), names::toString);
      assertTrue(typed("pigeon config keys").ended(0).out().contains(key));
    }
  }

  @Test
  @DisplayName("11: the session's folder")
  void theSessionsFolderHoldsItsSixFiles() throws Exception {
    typed("pigeon true").gave(0, "");
    List<String> all = site.sessionNames();
    try (Stream<Path> files = Files.list(site.sessions().resolve(all.get(all.size() - 1)))) {
      List<String> names =
          new ArrayList<>(files.map(path -> path.getFileName().toString()).toList());
      names.remove("worker.start"); // an addition, see docs/wire-format.md
      names.sort(null);
      assertEquals(
          List.of(
              "control.jsonl",
              "request.json",
              "status.json",
              "stdin.jsonl",
              "stream.jsonl",
              "worker.claim"),
          names);
    }
  }

  private static String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
