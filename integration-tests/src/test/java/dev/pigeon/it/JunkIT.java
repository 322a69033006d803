package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies in place of one session or heartbeat must not keep the others waiting. */
@Timeout(120)
class JunkIT {
  @TempDir Path folder;

  private int count;

  @Test
  void junkAmongSessionsAndHeartbeatsKeepsNobodyWaiting() throws Exception {
    Site site = new Site(folder);
    try {
      Path workers = site.sessions().resolveSibling("workers");
      Files.createDirectories(workers.resolve("d-5.json"));
      Files.createSymbolicLink(workers.resolve("zero-6.json"), Path.of("/dev/zero"));
      Files.writeString(workers.resolve("torn-7.json"), "{\"host\":");
      byte[] deep = new byte[500_000];
      Arrays.fill(deep, (byte) '[');
      for (String name : new String[] {"request.json", "status.json", "worker.claim"}) {
        Files.createDirectory(without(site, name));
        assertEquals(
            0, new ProcessBuilder("mkfifo", without(site, name).toString()).start().waitFor());
        Files.createSymbolicLink(without(site, name), Path.of("/dev/zero"));
        Files.createSymbolicLink(without(site, name), Path.of(name));
        Files.write(without(site, name), new byte[1000]);
        Files.write(without(site, name), deep);
        Files.createFile(without(site, name));
      }
      Files.createFile(site.sessions().resolve("1795000000000-aaaaaaaaaaaa"));
      Files.createSymbolicLink(site.sessions().resolve("1795000000001-aaaaaaaaaaaa"), Path.of("/"));
      site.serve();
      for (int i = 0; i < 3; i++) {
        Ran ran = site.client().pigeon(site.project(), "echo alive");
        assertEquals("alive\n", ran.ended(0).out());
      }
    } finally {
      site.close();
    }
  }

  /** A session that waits for a worker but for one file; where that file would be. */
  private Path without(Site site, String name) throws Exception {
    String id = 1_795_000_000_000L + ++count + "-0123456789ab";
    HandSession session = HandSession.create(site, id, site.project(), "true");
    Files.deleteIfExists(session.file(name));
    return session.file(name);
  }
}
