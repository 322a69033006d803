package dev.pigeon.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pigeon.it.FaultTable.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One session that a fault may meet: a client with input and a command that notes each of its
 * starts, repeats its input, prints some lines slowly and ends with 7.
 */
final class Victim {
  private static final int CODE = 7;
  private static final int KILLED = 137;
  private static final int LINES = 12;

  /** A stream whose end was cut off is waited for a minute, after one for what came before. */
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private static final String INPUT = "some input\n".repeat(20);
  private static final String SCRIPT =
      "echo x >> started; cat; for i in {1.." + LINES + "}; do echo $i; sleep 0.04; done; exit 7";

  private final Site site;
  private final Path project;
  private final Running client;
  private boolean killed;

  private Victim(Site site, Path project, Running client) {
    this.site = site;
    this.project = project;
    this.client = client;
  }

  static Victim start(Site site, Machine machine) throws IOException {
    Path project = site.project();
    Running client = machine.startPigeon(project, "--wait-worker", "15", SCRIPT);
    try {
      client.type(INPUT);
      client.in().close();
    } catch (IOException gone) {
      // It has ended already, or was killed: what it says is looked at in the end.
    }
    return new Victim(site, project, client);
  }

  /** Kills its client; false if that has ended by itself. */
  boolean kill() throws IOException, InterruptedException {
    if (!client.alive()) {
      return false;
    }
    killed = true;
    client.signal("KILL");
    return true;
  }

  /** Sends its client a signal from which it recovers. */
  void signal(String name) throws IOException, InterruptedException {
    if (client.alive()) {
      client.signal(name);
    }
  }

  /** Its folder, once there is one. */
  Optional<HandSession> session() throws IOException {
    for (String name : site.sessionNames()) {
      HandSession session = new HandSession(site.sessions().resolve(name));
      Path request = session.file("request.json");
      if (Files.isRegularFile(request) && Files.readString(request).contains(cwd())) {
        return Optional.of(session);
      }
    }
    return Optional.empty();
  }

  /** Its folder, as soon as there is one; empty if its client ends without. */
  Optional<HandSession> awaitSession() throws Exception {
    return Eventually.see(
        "a session of " + project, this::session, found -> found.isPresent() || !client.alive());
  }

  private String cwd() {
    return "\"cwd\":\"" + project + '"';
  }

  /** Waits for its end and judges it. */
  void judge(FaultTable.Row row) throws Exception {
    Outcome outcome;
    Object evidence;
    try {
      Ran ran = client.finish(LIMIT);
      outcome = ran.exit() == KILLED && killed ? afterItsClient() : afterIts(ran);
      evidence = ran;
    } catch (AssertionError late) {
      outcome = Outcome.HUNG;
      evidence = late.getMessage();
    }
    if (starts() > 1) {
      outcome = Outcome.TWICE;
    }
    row.add(outcome, project + " started " + starts() + " times: " + evidence + folder());
  }

  private Outcome afterIts(Ran ran) throws IOException {
    StringBuilder whole = new StringBuilder(INPUT);
    for (int i = 1; i <= LINES; i++) {
      whole.append(i).append('\n');
    }
    if (ran.exit() == CODE) {
      boolean right = ran.out().contentEquals(whole) && starts() == 1;
      return right ? Outcome.SURVIVED : Outcome.WRONG;
    }
    // What was printed may hold what was changed in the log, or end early: then a line says so.
    boolean clear = ran.exit() == 255 && !ran.complaints().isEmpty();
    return clear ? Outcome.LOST : Outcome.WRONG;
  }

  /** Nobody waits for it: it ends all the same, unless it was never begun or its worker died. */
  private Outcome afterItsClient() throws Exception {
    Optional<HandSession> found = session();
    if (found.isEmpty() || !Files.exists(found.get().file("status.json"))) {
      return starts() == 0 ? Outcome.LOST : Outcome.WRONG; // its client died creating it
    }
    HandSession session = found.get();
    Eventually.see("an end of " + project, LIMIT, () -> hasEnded(session), ended -> ended);
    long exits =
        session.records("stream.jsonl").stream()
            .filter(each -> "exit".equals(each.path("event").asText()))
            .count();
    if (exits > 1) {
      return Outcome.TWICE;
    }
    return exits == 1 ? Outcome.SURVIVED : Outcome.LOST;
  }

  private boolean hasEnded(HandSession session) throws IOException {
    JsonNode state = session.read("status.json").get("state");
    boolean last = List.of("succeeded", "failed", "cancelled").contains(state.textValue());
    return last || Files.exists(session.file("worker.start")) && !isAnyAlive(session);
  }

  /** Whether the worker that began it shows a heartbeat that moves. */
  private boolean isAnyAlive(HandSession session) throws IOException {
    String start = Files.readString(session.file("worker.start"));
    try (Stream<String> lines = start.lines()) {
      String pid =
          lines
              .filter(each -> each.startsWith("worker_pid="))
              .findFirst()
              .orElse("=0")
              .split("=")[1];
      return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }
  }

  /** What lies in its folder, for whoever looks into a bad end. */
  private String folder() throws IOException {
    Optional<HandSession> found = session();
    if (found.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (String name : List.of("status.json", "stream.jsonl", "control.jsonl", "stdin.jsonl")) {
      Path file = found.get().file(name);
      out.append("\n-- ").append(name).append(' ');
      out.append(Files.isRegularFile(file) ? Files.size(file) : -1);
    }
    return out.toString();
  }

  private long starts() throws IOException {
    Path started = project.resolve("started");
    return Files.exists(started) ? Files.readString(started).lines().count() : 0;
  }
}
