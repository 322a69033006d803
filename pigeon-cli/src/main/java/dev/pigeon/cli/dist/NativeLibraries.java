package dev.pigeon.cli.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The native code of pty4j and JNA for this machine, so that none is unpacked at run time. */
final class NativeLibraries {

  /** Java's word for an architecture, and that of both libraries. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of(
          "amd64", "x86-64",
          "aarch64", "aarch64",
          "ppc64le", "ppc64le",
          "riscv64", "riscv64");

  private NativeLibraries() {}

  /**
   * Unpacks {@code pty4j/<os>/<architecture>/libpty.so} and {@code jna/libjnidispatch.so}.
   *
   * @return whether both are there
   */
  static boolean unpack(JarSet jars, Path target, BuildLog log) throws IOException {
    String architecture = ARCHITECTURES.get(System.getProperty("os.arch"));
    if (architecture == null || !System.getProperty("os.name").equals("Linux")) {
      log.note("no native libraries for this machine are known; they are unpacked at run time");
      return false;
    }
    Tree.delete(target);
    String pty = "linux/" + architecture + "/libpty.so";
    boolean both =
        unpack(jars, "resources/com/pty4j/native/" + pty, target.resolve("pty4j").resolve(pty))
            & unpack(
                jars,
                "com/sun/jna/linux-" + architecture + "/libjnidispatch.so",
                target.resolve("jna/libjnidispatch.so"));
    if (!both) {
      Tree.delete(target);
      log.warn("pty4j or JNA no longer keeps its native library where it is looked for");
    }
    return both;
  }

  private static boolean unpack(JarSet jars, String entry, Path target) throws IOException {
    for (Path file : jars.files()) {
      try (JarFile jar = new JarFile(file.toFile())) {
        Optional<JarEntry> found = Optional.ofNullable(jar.getJarEntry(entry));
        if (found.isPresent()) {
          Files.createDirectories(target.getParent());
          try (InputStream content = jar.getInputStream(found.get())) {
            Files.copy(content, target);
          }
          return true;
        }
      }
    }
    return false;
  }
}
