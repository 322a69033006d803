package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** However much goes through a session, and however slowly it is read, little of it lies around. */
@Timeout(240)
class FlowIT {
  @RegisterExtension static final FaultLine LINE = new FaultLine("much output and input");

  private static final long MIB = 1 << 20;
  private static final long WINDOW = 8 * MIB;
  private static final long KEEP = 2 * MIB;

  /**
   * What may lie there, in base64: what is unread, the first segment, which is as large as that
   * before anything is acknowledged, what is kept, and two segments of a MiB.
   */
  private static final long BOUND = (2 * WINDOW + KEEP + 2 * MIB) * 4 / 3 + MIB;

  private static final int FILE = 24_000_000;
  private static final Pattern SEGMENT = Pattern.compile("stream\\.(\\d+)\\.jsonl");

  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    String limits = "[session]\nwindow = 8\nkeep_output = 2";
    site.client().configure(limits);
    site.worker().configure(limits);
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  void muchOutputPassesThroughASmallFolder() throws Exception {
    Path project = site.project();
    String sum = random(project);
    int before = site.sessionNames().size();
    try (Running stream =
        site.client()
            .startShell(
                project, "pigeon 'cat big big big big; exit 7' > all; echo $?; cksum < all")) {
      long most = mostUntilTheEnd(stream, before);
      stream.finish().gave(0, "7\n" + sum);
      assertBounded(most);
    }
    assertTrue(!Files.exists(newest().resolve("stream.jsonl")), "the first segment was dropped");
    delete(project);
  }

  @Test
  void muchInputPassesThroughASmallFolder() throws Exception {
    Path project = site.project();
    String sum = random(project);
    int before = site.sessionNames().size();
    try (Running stream = site.client().startShell(project, "cat big big big big | pigeon cksum")) {
      long most = mostUntilTheEnd(stream, before);
      stream.finish().gave(0, sum);
      assertBounded(most);
    }
    assertTrue(!Files.exists(newest().resolve("stdin.jsonl")), "the first segment was dropped");
    delete(project);
  }

  @Test
  void aClientThatWasStoppedDoesNotFillTheFolder() throws Exception {
    int before = site.sessionNames().size();
    Path project = site.project();
    try (Running stream =
        site.client().startShell(project, "pigeon yes > out & echo $!; wait $!; echo $?")) {
      long pid = begun(stream, before);
      Eventually.see("further segments", FlowIT::segments, most -> most > 2);
      signal("STOP", pid);
      assertTrue(settles(newest()) > WINDOW);
      signal("CONT", pid);
      long had = Files.size(project.resolve("out"));
      Eventually.see(
          "more output", () -> Files.size(project.resolve("out")), now -> now > had + 4 * WINDOW);
      signal("TERM", pid);
      assertEquals(pid + "\n143\n", stream.finish().out());
    }
    delete(project);
  }

  @Test
  void inputThatNobodyReadsDoesNotFillTheFolder() throws Exception {
    int before = site.sessionNames().size();
    Path project = site.project();
    try (Running stream =
        site.client()
            .startShell(project, "pigeon 'sleep 1000' < /dev/zero & echo $!; wait $!; echo $?")) {
      long pid = begun(stream, before);
      Eventually.see("input", () -> size(newest()), bytes -> bytes > WINDOW);
      assertTrue(settles(newest()) > WINDOW);
      signal("TERM", pid);
      assertEquals(pid + "\n143\n", stream.finish().out());
    }
  }

  /** The process that a script named first, once its session is there. */
  private static long begun(Running stream, int before) throws Exception {
    stream.says("\n");
    awaitSession(before);
    return Long.parseLong(stream.out().strip());
  }

  private static void awaitSession(int before) throws Exception {
    Eventually.see("its session", () -> site.sessionNames().size(), now -> now > before);
  }

  private static String random(Path project) throws Exception {
    return site.client()
        .shell(project, "head -c " + FILE + " /dev/urandom > big; cat big big big big | cksum")
        .ended(0)
        .out();
  }

  private static void delete(Path project) throws IOException {
    for (String name : List.of("big", "all", "out")) {
      Files.deleteIfExists(project.resolve(name));
    }
  }

  private static void signal(String name, long pid) throws Exception {
    site.client().shell(folder, "kill -" + name + " " + pid).ended(0);
  }

  /** The highest number of a segment of output; those that were read go soon. */
  private static int segments() throws IOException {
    int most = 0;
    try (Stream<Path> files = Files.list(newest())) {
      for (Path each : files.toList()) {
        Matcher segment = SEGMENT.matcher(each.getFileName().toString());
        most = segment.matches() ? Math.max(most, Integer.parseInt(segment.group(1))) : most;
      }
    }
    return most;
  }

  private static Path newest() throws IOException {
    List<String> names = site.sessionNames();
    return site.sessions().resolve(names.get(names.size() - 1));
  }

  /** The most bytes that were seen in the newest session while a command ran. */
  private static long mostUntilTheEnd(Running stream, int before) throws Exception {
    awaitSession(before);
    Path session = newest();
    long most = 0;
    while (stream.alive()) {
      most = Math.max(most, size(session));
      LockSupport.parkNanos(5_000_000);
    }
    return most;
  }

  /** The size of a session once it does not grow any more. */
  private static long settles(Path session) throws Exception {
    long before = -1;
    long now = size(session);
    while (now != before) {
      assertBounded(now);
      Eventually.pass(Duration.ofSeconds(1));
      before = now;
      now = size(session);
    }
    return now;
  }

  private static void assertBounded(long bytes) {
    assertTrue(bytes < BOUND, () -> bytes + " bytes, bound " + BOUND);
  }

  private static long size(Path session) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(session)) {
      for (Path each : files.toList()) {
        try {
          sum += Files.size(each);
        } catch (NoSuchFileException dropped) {
          continue;
        }
      }
    }
    return sum;
  }
}
