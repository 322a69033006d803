package dev.pigeon.worker;

import dev.pigeon.wire.Request;
import dev.pigeon.wire.TerminalSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Starts commands as processes of this machine. */
final class HostCommands implements CommandStart {
  private static final int NOT_CARRIED = 255;
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;

  private final Map<String, String> environment;
  private final Supplier<Map<String, String>> remoteEnv;
  private final WorkerLog log;
  private final String setsid;
  private final DefaultSignals signals = new DefaultSignals();
  private final Warden warden;

  /**
   * @param environment the worker's own
   * @param remoteEnv what this machine's configuration forces upon commands now
   */
  HostCommands(
      Map<String, String> environment, Supplier<Map<String, String>> remoteEnv, WorkerLog log) {
    this.environment = Map.copyOf(environment);
    this.remoteEnv = remoteEnv;
    this.log = log;
    Path found = onPath("setsid", environment.get("PATH"));
    setsid = found == null ? null : found.toString();
    warden = new Warden(log, setsid);
  }

  @Override
  public Outcome start(Request request) {
    for (String word : request.command()) {
      if (word.indexOf('\0') >= 0) {
        return new NotStarted("no command has a NUL in its words", NOT_CARRIED);
      }
    }
    Path cwd;
    try {
      cwd = Path.of(request.cwd());
    } catch (InvalidPathException e) {
      return new NotStarted("the worker cannot name the folder " + request.cwd(), NOT_CARRIED);
    }
    if (!Files.isDirectory(cwd) || !Files.isExecutable(cwd)) {
      return new NotStarted(
          "the worker cannot enter "
              + request.cwd()
              + (Files.exists(cwd) ? ": permission denied or no folder" : ": no such folder there")
              + "; work in a folder that both machines have",
          NOT_CARRIED);
    }
    Map<String, String> env = CommandEnvironment.of(environment, request, remoteEnv.get());
    Outcome refusal = checkExecutable(request.command().get(0), cwd, env.get("PATH"));
    if (refusal != null) {
      return refusal;
    }
    Launch launch = new Launch(request.command(), cwd, env, setsid);
    try {
      if (request.terminal().pty()) {
        return startOnPty(request, launch);
      }
      return new Running(PipeCommand.start(launch, warden), false);
    } catch (IOException | RuntimeException | LinkageError e) {
      return new NotStarted("the worker cannot start the command: " + e.getMessage(), NOT_CARRIED);
    }
  }

  /**
   * Has the pty and process machinery loaded before the first session needs it: the first pty of a
   * JVM costs a quarter of a second. Trouble shows when a session meets it.
   */
  @Override
  public void warmUp() {
    warden.start();
    signals.words();
    Map<String, String> env = Map.of("PATH", "/usr/bin:/bin");
    Launch launch = new Launch(List.of("true"), Path.of("/"), env, setsid);
    try (Command pipes = PipeCommand.start(launch, warden);
        Command pty = PtyCommand.start(launch, TerminalSize.USUAL, warden)) {
      pipes.waitFor();
      pty.waitFor();
    } catch (IOException | RuntimeException | LinkageError e) {
      log.event(WorkerLog.Topic.WARN, "warming up did not work: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    warden.close();
  }

  private Outcome startOnPty(Request request, Launch launch) throws IOException {
    TerminalSize size = request.terminal().size();
    List<String> argv = new ArrayList<>(signals.words());
    argv.addAll(launch.argv());
    Launch onPty = new Launch(argv, launch.cwd(), launch.env(), launch.setsid());
    try {
      TerminalSize first = size == null ? TerminalSize.USUAL : size;
      return new Running(PtyCommand.start(onPty, first, warden), false);
    } catch (IOException | RuntimeException | LinkageError e) {
      log.warn(request.session() + " no pty (" + e + "); the command runs on pipes");
      return new Running(PipeCommand.start(launch, warden), true);
    }
  }

  private static Outcome checkExecutable(String program, Path cwd, String path) {
    if (program.indexOf('/') < 0) {
      return onPath(program, path) != null
          ? null
          : new NotStarted(program + ": command not found", NOT_FOUND);
    }
    Path file = cwd.resolve(program);
    if (!Files.exists(file)) {
      return new NotStarted(program + ": no such file or directory", NOT_FOUND);
    }
    return Files.isRegularFile(file) && Files.isExecutable(file)
        ? null
        : new NotStarted(program + ": permission denied", NOT_EXECUTABLE);
  }

  private static Path onPath(String program, String path) {
    for (String folder : (path == null ? "/usr/bin:/bin" : path).split(":")) {
      Path file = Path.of(folder.isEmpty() ? "." : folder, program);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }
}
