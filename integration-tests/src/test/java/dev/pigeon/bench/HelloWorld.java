package dev.pigeon.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/**
 * The shortest Java program, on the Java and with the flags that pigeon's client has, the trained
 * cache included: what no client on that Java can be faster than.
 */
final class HelloWorld {
  private static final String SOURCE =
      """
      public final class Hello {
        public static void main(String[] args) {
          System.out.println("hello");
        }
      }
      """;
  private static final String CLIENT_FLAGS = "_pg_client_flags";
  private static final String CACHE_OPTION = "_pg_cache_option";

  private final List<String> words = new ArrayList<>();

  /**
   * Compiles and trains it.
   *
   * @param folder to build in; made
   */
  HelloWorld(Path folder, Path distribution) throws Exception {
    Files.createDirectories(folder);
    Path java = distribution.resolve("runtime/bin/java");
    if (!Files.isExecutable(java)) {
      throw new IOException(distribution + " has no runtime of its own; build it with a JDK 25");
    }
    // Its lines are assignments with quoted values, which Java's own format reads as well.
    Properties launch = new Properties();
    try (var in = Files.newBufferedReader(distribution.resolve("lib/launch.conf"))) {
      launch.load(in);
    }
    words.add(java.toString());
    words.addAll(List.of(unquoted(launch, CLIENT_FLAGS).split(" ")));
    List<String> program = List.of("-cp", jar(folder).toString(), "Hello");
    String option = unquoted(launch, CACHE_OPTION);
    if (option.startsWith("-XX:AOTCache")) {
      Path cache = folder.resolve("hello.aot");
      train(folder, java, cache, program);
      words.add(option + cache);
    }
    words.addAll(program);
  }

  /** The command line. */
  List<String> words() {
    return words;
  }

  /** The command line as a shell takes it. */
  String snippet() {
    return "'" + String.join("' '", words) + "'";
  }

  private static String unquoted(Properties launch, String name) {
    return launch.getProperty(name, "").replace("\"", "").strip();
  }

  private static Path jar(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Hello.java"), SOURCE);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "17", "-d", folder.toString(), source.toString());
    if (failed != 0) {
      throw new IOException("cannot compile " + source);
    }
    Path jar = folder.resolve("hello.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out)) {
      packed.putNextEntry(new JarEntry("Hello.class"));
      packed.write(Files.readAllBytes(folder.resolve("Hello.class")));
    }
    return jar;
  }

  private static void train(Path folder, Path java, Path cache, List<String> program)
      throws Exception {
    List<String> training = new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC"));
    training.add("-XX:AOTCacheOutput=" + cache);
    training.addAll(program);
    Path log = folder.resolve("training.log");
    int exit =
        new ProcessBuilder(training)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (exit != 0 || !Files.exists(cache)) {
      throw new IOException("training failed: " + Files.readString(log));
    }
  }
}
