package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.TransportProvider;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles and packs what is not pigeon's, against nothing but what it is given. */
final class ForeignJar {
  private ForeignJar() {}

  /** The published jar of the SPI. */
  static Path spi() {
    return jarOf(TransportProvider.class);
  }

  /** The jar that a class was loaded from. */
  static Path jarOf(Class<?> type) {
    try {
      Path path = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      assertTrue(Files.exists(path), path::toString);
      return path;
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String classPath(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Compiles every source below a folder; warnings are errors. */
  static Path compile(Path sources, Path classes, List<Path> classPath) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "--release",
            "17",
            "-Xlint:all,-processing",
            "-Werror",
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            classPath(classPath));
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> java = all.filter(path -> path.toString().endsWith(".java")).toList();
      Files.createDirectories(classes);
      boolean done =
          javac
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      assertTrue(done, said::toString);
    }
    return classes;
  }

  /** Adds everything below some folders to a jar, which may exist. */
  static Path pack(Path jar, Path... folders) throws IOException {
    URI uri = URI.create("jar:" + jar.toUri());
    try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
      for (Path folder : folders) {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            Path target = zip.getPath("/").resolve(folder.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
          }
        }
      }
    }
    return jar;
  }
}
