package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A child process, its two outputs collected in one file.
 *
 * <p>Its environment is the build's, less what would change what a Java prints or which pigeon
 * configuration it finds, plus what the caller gives.
 */
final class Execution implements AutoCloseable {

  private final List<String> command;
  private final Path output;
  private final Process process;

  private Execution(List<String> command, Path output, Process process) {
    this.command = command;
    this.output = output;
    this.process = process;
  }

  static Execution start(List<String> command, Path folder, Map<String, String> environment)
      throws IOException {
    Path output = Files.createTempFile("pigeon-dist", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> inherited = builder.environment();
    inherited
        .keySet()
        .removeIf(
            name ->
                name.startsWith("PIGEON_")
                    || name.endsWith("JAVA_OPTIONS")
                    || name.equals("JAVA_TOOL_OPTIONS")
                    || name.equals("XDG_CONFIG_HOME"));
    inherited.putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new Execution(List.copyOf(command), output, process);
    } catch (IOException notStarted) {
      Files.deleteIfExists(output);
      throw notStarted;
    }
  }

  /** Runs a command to its end; blocks for {@code seconds} at most. */
  static void run(
      List<String> command, Path folder, Map<String, String> environment, int seconds, BuildLog log)
      throws IOException, InterruptedException {
    try (Execution execution = start(command, folder, environment)) {
      execution.finish(seconds, log);
    }
  }

  /** Asks the process to end, as a user would. */
  void terminate() {
    process.destroy();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits for a process that has to end with exit code 0, or by the signal it was sent. */
  void finish(int seconds, BuildLog log, int... accepted) throws IOException, InterruptedException {
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    String printed = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
    String line = String.join(" ", command);
    if (!ended) {
      throw new IOException(line + " did not end within " + seconds + " s:\n" + printed);
    }
    int code = process.exitValue();
    boolean good = code == 0;
    for (int other : accepted) {
      good |= code == other;
    }
    if (!good) {
      throw new IOException(line + " ended with exit code " + code + ":\n" + printed);
    }
    log.note(line + (printed.isEmpty() ? "" : "\n" + printed));
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.deleteIfExists(output);
  }
}
