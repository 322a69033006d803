package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker runs what its own user asked for, and nothing that merely lies there. */
@Timeout(120)
class WhoMayIT {
  @RegisterExtension static final FaultLine LINE = new FaultLine("who may");

  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void whateverTheUmaskNobodyElseReadsOrWrites() throws Exception {
    Machine machine = site.worker();
    Running worker = machine.startShell(machine.home(), "umask 0; exec pigeon worker </dev/null");
    worker.complains("serves");
    Ran ran = site.client().shell(site.project(), "umask 0; echo in | pigeon 'cat; exit 3'");
    ran.gave(3, "in\n");
    try (Stream<Path> all = Files.walk(site.namespace())) {
      for (Path each : all.toList()) {
        if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
          String expected = Files.isDirectory(each) ? "rwx------" : "rw-------";
          String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(each));
          assertEquals(expected, mode, each::toString);
        }
      }
    }
    worker.signal("TERM");
    assertEquals(0, worker.finish().exit());
  }

  @Test
  void aWorkerRefusesATreeThatOthersCanWriteUnlessToldToAcceptIt() throws Exception {
    site.serve().stop();
    for (Path each : List.of(site.namespace(), site.sessions(), site.cache())) {
      Files.createDirectories(each);
      String before = PosixFilePermissions.toString(Files.getPosixFilePermissions(each));
      mode(each, 0777);
      String line = site.worker().pigeon(site.project(), "worker").complained(255);
      assertTrue(line.contains("group or others can write there (" + each + ")"), line);
      assertTrue(line.contains("worker.allow_shared_tree"), line);
      if (each.equals(site.cache())) {
        site.worker().configure("[worker]\nallow_shared_tree = true");
        site.serve();
        site.client().pigeon(site.project(), "echo", "served").gave(0, "served\n");
      } else {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(before));
      }
    }
  }

  @Test
  void aWorkerRefusesATreeOfAnotherUserUnlessThatOneIsAllowed() throws Exception {
    needsRoot();
    site.serve().stop();
    chown(site.namespace());
    String line = site.worker().pigeon(site.project(), "worker").complained(255);
    assertTrue(line.contains("it belongs to nobody"), line);
    site.worker().configure("[worker]\nallow_users = [\"nobody\"]");
    site.serve();
    site.client().pigeon(site.project(), "echo", "served").gave(0, "served\n");
  }

  @Test
  void aWorkerKnowsTheUsersThatItIsToAllow() throws Exception {
    site.worker().configure("[worker]\nallow_users = [\"no-such-user\"]");
    String line = site.worker().pigeon(site.project(), "worker").complained(2);
    assertTrue(line.contains("no user \"no-such-user\""), line);
  }

  @Test
  void whatMerelyLiesThereIsNotRun() throws Exception {
    RunningWorker worker = site.serve();
    Path traces = site.project();

    HandSession link = prepared(traces, "link");
    Path elsewhere = Files.move(link.file("request.json"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(link.file("request.json"), elsewhere);
    HandSession second = prepared(traces, "second");
    Files.createLink(folder.resolve("second"), second.file("request.json"));
    HandSession writable = prepared(traces, "writable");
    mode(writable.file("request.json"), 0666);
    HandSession open = prepared(traces, "open");
    mode(open.file("request.json").getParent(), 0777);
    HandSession fifo = prepared(traces, "fifo");
    Files.delete(fifo.file("request.json"));
    String path = fifo.file("request.json").toString();
    assertEquals(0, new ProcessBuilder("mkfifo", path).start().waitFor());
    HandSession device = prepared(traces, "device");
    Files.delete(device.file("request.json"));
    Files.createSymbolicLink(device.file("request.json"), Path.of("/dev/zero"));

    Path aside = folder.resolve("aside");
    HandSession moved = prepared(traces, "moved");
    Path real = moved.file("request.json").getParent();
    Files.move(real, aside);
    Files.createSymbolicLink(real, aside);

    areNotServed(worker, link, second, writable, open, fifo, device, moved);
    assertFoundNothingToDo(traces);
  }

  @Test
  void whatAnotherUserAskedForIsNotRunUnlessThatOneIsAllowed() throws Exception {
    needsRoot();
    RunningWorker worker = site.serve();
    Path traces = site.project();
    HandSession file = prepared(traces, "file");
    chown(file.file("request.json"));
    HandSession all = prepared(traces, "all");
    chown(all.file("request.json"));
    chown(all.file("request.json").getParent());
    areNotServed(worker, file, all);
    worker.logs("it belongs to nobody, whose requests are not run");
    assertFoundNothingToDo(traces);
    worker.stop();
    site.worker().configure("[worker]\nallow_users = [\"nobody\"]");
    site.serve();
    assertEquals(0, file.exit().get("exit_code").intValue());
    assertEquals(0, all.exit().get("exit_code").intValue());
  }

  @Test
  void onlyListedCommandsAndFoldersAreServed() throws Exception {
    Path project = site.project();
    site.worker()
        .configure(
            "[worker]\nallow_commands = [\"echo hello\", \"printenv LD_PRELOAD PATH\"]\n"
                + "allow_cwd = [\""
                + project
                + "\"]");
    site.client().configure("[remote_env]\nPATH = \"/nowhere\"\nLD_PRELOAD = \"/no/such.so\"");
    RunningWorker worker = site.serve();
    site.client().pigeon(project, "echo", "hello").gave(0, "hello\n");
    site.client().pigeon(project, "echo hello").gave(0, "hello\n");
    Ran found = site.client().pigeon(project, "printenv", "LD_PRELOAD", "PATH");
    found.gave(1, site.worker().environment().get("PATH") + "\n");
    worker.logs("does not get these variables (see worker.allow_env): LD_PRELOAD PATH");
    String line = site.client().pigeon(project, "echo hello; id").complained(255);
    assertTrue(line.contains("none of them: echo hello; id;"), line);
    line = site.client().pigeon(site.project(), "echo", "hello").complained(255);
    assertTrue(line.contains("worker.allow_cwd"), line);
    HandSession last = new HandSession(site.sessions().resolve(site.sessionNames().get(4)));
    assertEquals("failed", last.read("status.json").get("state").textValue());
  }

  @Test
  void variablesOfTheLoaderAreDroppedUnlessAllowed() throws Exception {
    site.client().configure("[remote_env]\nBASH_ENV = \"/no/such\"\nHELLO = \"1\"");
    RunningWorker worker = site.serve();
    site.client().pigeon(site.project(), "printenv BASH_ENV HELLO").gave(1, "1\n");
    worker.logs("does not get these variables (see worker.allow_env): BASH_ENV");
    worker.stop();
    site.worker().configure("[worker]\nallow_env = [\"BASH_*\"]");
    site.serve();
    site.client().pigeon(site.project(), "printenv BASH_ENV").gave(0, "/no/such\n");
  }

  @Test
  void everySessionIsOneLineOfTheAuditLog() throws Exception {
    Path log = folder.resolve("audit.jsonl");
    site.worker()
        .configure("[worker]\nallow_commands = [\"echo hello\"]\naudit_log = \"" + log + "\"");
    RunningWorker worker = site.serve();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log)));
    Path project = site.project();
    site.client().pigeon(project, "echo", "hello").gave(0, "hello\n");
    site.client().pigeon(project, "id").complained(255);
    List<String> lines = Files.readAllLines(log);
    assertEquals(2, lines.size());
    JsonNode ran = HandSession.JSON.readTree(lines.get(0));
    assertEquals("run", ran.get("verdict").textValue());
    assertEquals(site.sessionNames().get(0), ran.get("session_id").textValue());
    assertEquals(worker.name(), ran.get("worker").textValue());
    assertEquals("it", ran.at("/requester/user").textValue());
    assertEquals(project.toString(), ran.get("cwd").textValue());
    assertEquals("'echo' 'hello'", ran.at("/command/4").textValue());
    assertFalse(ran.get("signed").booleanValue());
    JsonNode refused = HandSession.JSON.readTree(lines.get(1));
    assertEquals("refused", refused.get("verdict").textValue());
    assertTrue(refused.get("reason").textValue().contains("worker.allow_commands"));

    // A worker that cannot note what it runs runs nothing.
    Files.move(log, folder.resolve("audit.1"));
    Files.createDirectory(log);
    String line = site.client().pigeon(project, "echo", "hello").complained(255);
    assertTrue(line.contains("cannot write its audit log"), line);
    worker.stop();
    line = site.worker().pigeon(project, "worker").complained(2);
    assertTrue(line.contains("worker.audit_log"), line);
  }

  @Test
  void inputOfAnotherUserEndsTheCommand() throws Exception {
    needsRoot();
    site.serve();
    String id = newId();
    HandSession session = HandSession.create(site, id, site.project(), "cat");
    session.append("other", HandSession.stdin(0, "forged\n"));
    chown(session.file("other"));
    Files.move(session.file("other"), session.file("stdin.jsonl"));
    assertEquals(255, session.exit().get("exit_code").intValue());
    assertEquals("", session.output("stdout"));
    String error = session.read("status.json").get("error").textValue();
    assertTrue(error.contains("it belongs to nobody"), error);
  }

  /** A session that leaves a trace if it is run; still without its status, so nobody takes it. */
  private HandSession prepared(Path traces, String name) throws Exception {
    String id = newId();
    Path cwd = Files.createDirectories(folder.resolve("cwd-" + name));
    String trace = traces.resolve(name).toString();
    HandSession session = new HandSession(Files.createDirectories(site.sessions().resolve(id)));
    session.write("request.json", HandSession.request(id, cwd, "touch", trace).toString());
    return session;
  }

  /** Has these sessions wait for a worker, which says of each that it does not serve it. */
  private static void areNotServed(RunningWorker worker, HandSession... sessions) throws Exception {
    for (HandSession each : sessions) {
      each.write("status.json", "{\"state\":\"pending\"}\n");
    }
    for (HandSession each : sessions) {
      worker.logs("cannot serve session " + id(each));
    }
  }

  /** What was asked for in good order meanwhile is served, and nothing else was. */
  private void assertFoundNothingToDo(Path traces) throws Exception {
    site.client().pigeon(site.project(), "echo", "served").gave(0, "served\n");
    try (Stream<Path> found = Files.list(traces)) {
      assertEquals(List.of(), found.toList());
    }
    for (String name : site.sessionNames()) {
      Path session = site.sessions().resolve(name);
      boolean strange = !Files.exists(session.resolve("control.jsonl"));
      assertFalse(strange && Files.exists(session.resolve("worker.claim")), name);
    }
  }

  private static String id(HandSession session) {
    return session.file("x").getParent().getFileName().toString();
  }

  private static String newId() {
    return System.currentTimeMillis() + "-" + "%012x".formatted(COUNT.incrementAndGet());
  }

  private static void mode(Path path, int mode) throws Exception {
    Files.setAttribute(path, "unix:mode", mode);
  }

  private static void needsRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
  }

  private static void chown(Path path) throws Exception {
    Files.setOwner(
        path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
  }
}
