package dev.pigeon.cli.dist;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The jars of the distribution in class path order, pigeon's own first.
 *
 * @param files where they lie in the distribution
 */
record JarSet(List<Path> files) {

  private static final String SERVICE = "dev.pigeon.spi.TransportProvider";

  JarSet {
    files = List.copyOf(files);
  }

  /**
   * Copies the jars of a class path; folders on it are the build's own and stay behind.
   *
   * @param own the jar of this module
   */
  static JarSet copy(Path own, String classPath, Path lib) throws IOException {
    Files.createDirectories(lib);
    try (Stream<Path> old = Files.list(lib)) {
      for (Path jar : old.filter(path -> path.toString().endsWith(".jar")).toList()) {
        Files.delete(jar);
      }
    }
    List<Path> sources = new ArrayList<>();
    sources.add(own);
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isRegularFile(path) && !Files.isSameFile(path, own)) {
        sources.add(path);
      }
    }
    List<Path> copies = new ArrayList<>();
    for (Path source : sources) {
      Path copy = lib.resolve(source.getFileName());
      Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
      KeptDates.JAR.put(copy);
      copies.add(copy);
    }
    return new JarSet(copies);
  }

  /**
   * Writes what the jars say in {@code META-INF/services} about transports into a folder, so that a
   * client need not open every jar to look.
   */
  void indexServices(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      try (ZipFile jar = new ZipFile(file.toFile())) {
        ZipEntry entry = jar.getEntry("META-INF/services/" + SERVICE);
        if (entry != null) {
          byte[] names = jar.getInputStream(entry).readAllBytes();
          all.append(new String(names, StandardCharsets.UTF_8)).append('\n');
        }
      }
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(SERVICE), all);
  }

  void addTo(MessageDigest digest) throws IOException {
    for (Path file : files) {
      digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
  }
}
