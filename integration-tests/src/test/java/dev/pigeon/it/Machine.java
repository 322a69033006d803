package dev.pigeon.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One host: a HOME, a TMPDIR and an environment that holds nothing but PATH and what a test sets.
 * Both machines see the same folders under the same names.
 */
final class Machine {
  private static final Path NOTHING = Path.of("/dev/null");

  private final Site site;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private int started;

  Machine(Site site, Path folder) throws IOException {
    this.site = site;
    this.folder = folder;
    Files.createDirectories(home());
    Files.createDirectories(temporary());
    Files.createDirectories(own());
    environment.put("PATH", own() + ":" + site.launcher().getParent() + ":/usr/bin:/bin");
    environment.put("HOME", home().toString());
    environment.put("TMPDIR", temporary().toString());
    environment.put(Site.TAG, site.tag());
  }

  Path home() {
    return folder.resolve("home");
  }

  Path temporary() {
    return folder.resolve("tmp");
  }

  Path config() {
    return home().resolve(".config/pigeon/config.toml");
  }

  /** Sets a variable for everything that is started from now on; null removes it. */
  Machine set(String name, String value) {
    if (value == null) {
      environment.remove(name);
    } else {
      environment.put(name, value);
    }
    return this;
  }

  /** What everything that is started here finds in its environment. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Makes {@code text} this machine's configuration, after what every test's begins with. */
  Machine configure(String text) throws IOException {
    Files.createDirectories(config().getParent());
    Path fresh = Files.createTempFile(config().getParent(), "config", ".new");
    Files.writeString(
        fresh,
        "cache = \"" + site.cache() + "\"\nnamespace = \"it\"\nuser = \"it\"\n" + text + "\n");
    Files.move(fresh, config(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return this;
  }

  /** Puts a program on this machine's PATH. */
  Machine install(String name, String script) throws IOException {
    Path program = own().resolve(name);
    Files.writeString(program, script);
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + program + " executable");
    }
    return this;
  }

  /** Runs pigeon with these words and an empty standard input. */
  Ran pigeon(Path cwd, String... words) throws IOException, InterruptedException {
    return start(cwd, NOTHING, pigeonWords(words)).finish();
  }

  /** Starts pigeon with a standard input that the test holds. */
  Running startPigeon(Path cwd, String... words) throws IOException {
    return start(cwd, null, pigeonWords(words));
  }

  /** Runs what a person would type at this machine's bash, pigeon being on the PATH. */
  Ran shell(Path cwd, String script) throws IOException, InterruptedException {
    return startShell(cwd, script).finish();
  }

  Running startShell(Path cwd, String script) throws IOException {
    // A file, since words of a command line pass through the encoding of the test's own Java.
    Path file = folder.resolve("script-" + started + ".sh");
    Files.write(file, script.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE);
    return start(cwd, NOTHING, List.of("/bin/bash", "--norc", file.toString()));
  }

  private List<String> pigeonWords(String... words) {
    List<String> all = new ArrayList<>();
    all.add(site.launcher().toString());
    all.addAll(List.of(words));
    return all;
  }

  private synchronized Running start(Path cwd, Path input, List<String> words) throws IOException {
    String label = "run-" + started++;
    Path out = folder.resolve(label + ".out");
    Path err = folder.resolve(label + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(cwd.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Running(words, builder.start(), out, err);
  }

  private Path own() {
    return folder.resolve("bin");
  }
}
