package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QuitProbeIT {

  @TempDir Path folder;

  @Test
  void theBuildsJavaReportsQuitAndKeepsStandardOutputClean() throws Exception {
    quitIsSeenBy(Path.of(System.getProperty("java.home"), "bin/java"));
  }

  @Test
  void thePrivateJavaReportsQuitAndKeepsStandardOutputClean() throws Exception {
    Path java = Path.of(System.getProperty("pigeon.dist"), "runtime/bin/java");
    assumeTrue(Files.isExecutable(java), "the distribution has no runtime");
    quitIsSeenBy(java);
  }

  private void quitIsSeenBy(Path java) throws IOException, InterruptedException {
    Path log = Files.createFile(folder.resolve("vmlog"));
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(clientFlags());
    command.addAll(
        List.of(
            "-XX:LogFile=" + log,
            "-Dpigeon.vmlog=" + log,
            "-cp",
            System.getProperty("java.class.path"),
            QuitEcho.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader()) {
      String pid = out.readLine();
      assertFalse(Files.exists(log), "the file is unlinked");
      for (int i = 0; i < 2; i++) {
        assertEquals(0, new ProcessBuilder("kill", "-QUIT", pid).start().waitFor());
        assertEquals("quit", out.readLine());
      }
      assertNull(out.readLine());
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Those that the launcher gives to Java. */
  private static List<String> clientFlags() throws IOException {
    String name = "_pg_client_flags=\"";
    for (String line :
        Files.readAllLines(Path.of(System.getProperty("pigeon.dist"), "lib/launch.conf"))) {
      if (line.startsWith(name)) {
        return List.of(line.substring(name.length(), line.length() - 1).split(" "));
      }
    }
    throw new AssertionError("no client flags in launch.conf");
  }
}
