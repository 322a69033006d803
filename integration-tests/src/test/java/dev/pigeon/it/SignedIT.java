package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** With a key, a worker runs what its holders ask for, once, and nothing else. */
@Timeout(180)
class SignedIT {
  @RegisterExtension static final FaultLine LINE = new FaultLine("signed requests");

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder);
    Path made = makeKey(site.client());
    Path copy = Files.createDirectories(site.worker().home().resolve(".config/pigeon"));
    Files.copy(made, copy.resolve("key"), StandardCopyOption.COPY_ATTRIBUTES);
    useKey(site.client());
    useKey(site.worker());
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void whatIsSignedIsServed() throws Exception {
    site.serve();
    Path project = site.project();
    site.client().pigeon(project, "echo out; echo err >&2; exit 7").ended(7);
    site.client().shell(project, "seq 100000 | pigeon 'cat; exit 3' | cksum").gave(0, cksum());
    // Enough for several segments of the input.
    site.client().shell(project, "head -c 50000000 /dev/zero | pigeon wc -c").gave(0, "50000000\n");
    Running running =
        site.client().startPigeon(project, "trap 'exit 9' TERM; echo up; sleep 30 & wait");
    running.says("up\n");
    running.signal("TERM");
    assertEquals(9, running.finish().exit());
    for (String name : site.sessionNames()) {
      String all = Files.readString(site.sessions().resolve(name).resolve("control.jsonl"));
      assertTrue(all.lines().allMatch(line -> line.matches(".*,\"mac\":\"[0-9a-f]{64}\"}")), all);
    }
  }

  @Test
  void onlyOneOfTheTwoWithAKeyGetsOneLine() throws Exception {
    RunningWorker worker = site.serve();
    site.client().configure("");
    String line = site.client().pigeon(site.project(), "echo", "x").complained(255);
    assertTrue(line.contains("runs only signed requests"), line);
    assertTrue(line.contains("pigeon config set auth.key_file"), line);
    useKey(site.client());
    makeKey(site.client(), "other");
    site.client().configure("[auth]\nkey_file = \"~/other\"");
    line = site.client().pigeon(site.project(), "echo", "x").complained(255);
    assertTrue(line.contains("signature is wrong"), line);
    worker.stop();
    site.worker().configure("");
    site.serve();
    line = site.client().pigeon(site.project(), "echo", "x").complained(255);
    assertTrue(line.contains("this worker has no key"), line);
  }

  @Test
  void aKeyThatOthersCanReadServesNobody() throws Exception {
    site.serve();
    Path key = site.client().home().resolve(".config/pigeon/key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    String line = site.client().pigeon(site.project(), "true").complained(2);
    assertTrue(line.contains("chmod 600 " + key), line);
    Files.copy(key, site.cache().resolve("key"));
    Files.setPosixFilePermissions(
        site.cache().resolve("key"), PosixFilePermissions.fromString("rw-------"));
    site.worker().configure("[auth]\nkey_file = \"" + site.cache().resolve("key") + "\"");
    line = site.worker().pigeon(site.project(), "worker").complained(2);
    assertTrue(line.contains("lies in the shared folder"), line);
    line = site.client().pigeon(site.project(), "key", "new", key.toString()).complained(2);
    assertTrue(line.contains("is there already"), line);
  }

  @Test
  void whatIsUnsignedOrForgedIsAnsweredAndNotRun() throws Exception {
    site.serve();
    Path cwd = site.project();
    Path trace = folder.resolve("trace");
    String id = System.currentTimeMillis() + "-00000000000a";
    HandSession unsigned = HandSession.create(site, id, cwd, "touch", trace.toString());
    refused(unsigned, "runs only signed requests");

    site.client().pigeon(cwd, "touch", folder.resolve("harmless").toString()).gave(0, "");
    String honest = request(lastSession());
    String forged = honest.replace("harmless", "trace");
    refused(handed("b", forged, honest), "signature is wrong");
    refused(
        handed("c", honest.replace("\"cwd\":", "\"cwd\":\"/tmp\",\"cwd\":"), honest), "signature");
    refused(
        handed("d", honest.replaceFirst("[0-9a-f]{64}\"}$", "0".repeat(64) + "\"}"), honest), "");
    assertFalse(Files.exists(trace));
  }

  @Test
  void aCopyOfASessionRunsNothingEvenAfterARestart() throws Exception {
    RunningWorker worker = site.serve();
    Path trace = folder.resolve("trace");
    site.client().pigeon(site.project(), "echo once >>" + trace).gave(0, "");
    Path session = site.sessions().resolve(lastSession());
    Path kept = folder.resolve("kept");
    copy(session, kept);

    // Under another id, the one in the request is not this folder's.
    Path other = site.sessions().resolve(lastSession() + "0");
    put(kept, other);
    worker.logs("cannot serve session " + other.getFileName());

    // Under its own, to a worker that knows nothing of it, with every record there ever was.
    worker.stop();
    new ProcessBuilder("rm", "-rf", session.toString()).start().waitFor();
    put(kept, session);
    site.serve();
    HandSession again = new HandSession(session);
    assertEquals(255, again.exit().get("exit_code").intValue());
    String error = again.read("status.json").get("error").textValue();
    assertTrue(error.contains("did not confirm"), error);
    assertEquals("once\n", Files.readString(trace));
  }

  @Test
  void inputAndSignalsOfOthersAreNotTaken() throws Exception {
    RunningWorker worker = site.serve();
    Running running = site.client().startPigeon(site.project(), "cat");
    running.type("one\n");
    running.says("one\n");
    HandSession session = new HandSession(site.sessions().resolve(lastSession()));
    session.append("stdin.jsonl", HandSession.stdin(1, "forged\n"));
    session.append("stdin.jsonl", HandSession.eof(1));
    session.append("control.jsonl", "{\"type\":\"signal\",\"seq\":99,\"signal\":15}\n");
    List<String> lines = Files.readAllLines(session.file("stdin.jsonl"));
    session.append("stdin.jsonl", lines.get(0) + "\n");
    worker.logs("skipped a control record that its client did not sign");
    worker.logs("skipped a broken record of input: it is not signed");
    running.type("two\n");
    running.says("one\ntwo\n");
    running.in().close();
    assertEquals(0, running.finish().exit());
  }

  @Test
  void inputThatSomebodyChangedEndsTheCommand() throws Exception {
    RunningWorker worker = site.serve();
    Path project = site.project();
    // The worker stands still while its input is exchanged, as a fast attacker would have it.
    Running running = site.client().startPigeon(project, "echo up; cat");
    running.says("up\n");
    worker.signal("STOP");
    running.type("harmless\n");
    HandSession session = new HandSession(site.sessions().resolve(lastSession()));
    Eventually.see(
        "input", () -> Files.readString(session.file("stdin.jsonl")), all -> all.endsWith("\n"));
    String record = Files.readString(session.file("stdin.jsonl"));
    String changed =
        record.replace(HandSession.base64("harmless\n"), HandSession.base64("harmful!\n"));
    assertFalse(changed.equals(record));
    Files.writeString(session.file("stdin.jsonl"), changed);
    worker.signal("CONT");
    running.type("more\n");
    Ran ran = running.finish();
    assertEquals(255, ran.exit(), ran::toString);
    assertEquals("up\n", ran.out());
    assertTrue(
        ran.err().contains("the input is incomplete: record 0 is missing or broken"), ran.err());
  }

  private static Path makeKey(Machine machine) throws Exception {
    Ran ran = machine.pigeon(machine.home(), "key", "new").ended(0);
    return Path.of(ran.out().strip());
  }

  private static void makeKey(Machine machine, String name) throws Exception {
    machine.pigeon(machine.home(), "key", "new", name).ended(0);
  }

  private static void useKey(Machine machine) throws Exception {
    machine.configure("[auth]\nkey_file = \"~/.config/pigeon/key\"");
  }

  private String lastSession() throws Exception {
    List<String> names = site.sessionNames();
    return names.get(names.size() - 1);
  }

  private String request(String session) throws Exception {
    return Files.readString(site.sessions().resolve(session).resolve("request.json"));
  }

  /** A request under an id of its own, as far as the request says so. */
  private HandSession handed(String digit, String request, String honest) throws Exception {
    String was = HandSession.JSON.readTree(honest).get("session_id").textValue();
    String id = was.substring(0, was.length() - 1) + (was.endsWith(digit) ? "0" : digit);
    HandSession session = new HandSession(Files.createDirectories(site.sessions().resolve(id)));
    session.write("request.json", request.replace(was, id));
    session.write("status.json", "{\"state\":\"pending\"}\n");
    return session;
  }

  private static void refused(HandSession session, String why) throws Exception {
    assertEquals(255, session.exit().get("exit_code").intValue());
    JsonNode status = session.read("status.json");
    assertEquals("failed", status.get("state").textValue());
    assertTrue(status.get("error").textValue().contains(why), status::toString);
    assertEquals("worker_error", session.records("stream.jsonl").get(0).get("event").textValue());
  }

  /** Has a kept session lie there again at once, as its client had left it. */
  private void put(Path kept, Path session) throws Exception {
    Path prepared = folder.resolve("prepared");
    copy(kept, prepared);
    for (String name : List.of("worker.claim", "worker.start", "stream.jsonl")) {
      Files.delete(prepared.resolve(name));
    }
    Files.writeString(prepared.resolve("status.json"), "{\"state\":\"pending\"}\n");
    Files.move(prepared, session);
  }

  private static void copy(Path from, Path to) throws Exception {
    Process process = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
    assertEquals(0, process.waitFor());
  }

  private static String cksum() throws Exception {
    Process process = new ProcessBuilder("bash", "-c", "seq 100000 | cksum").start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
