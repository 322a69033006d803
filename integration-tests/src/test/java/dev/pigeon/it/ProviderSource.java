package dev.pigeon.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** A provider written for one test: harmless, until a part of it is replaced. */
final class ProviderSource {
  private static final String SOURCE =
      """
      package com.example.bad;

      import dev.pigeon.spi.*;
      import java.util.List;

      public final class TYPE implements TransportProvider {
        public TYPE() { CONSTRUCTOR }
        @Override public String name() { return "NAME"; }
        @Override public int spiVersion() { return VERSION; }
        @Override public String description() { DESCRIPTION return "made for a test"; }
        @Override public List<Setting> settings() { return List.of(); }
        @Override public Transport open(TransportSettings settings) throws TransportException {
          OPEN
        }
      }

      final class Missing {}
      """;

  private final Path folder;
  private final String type;
  private final Map<String, String> parts = new HashMap<>();
  private String left;
  private boolean apart;

  /**
   * @param folder where to work
   * @param type the name of the class
   */
  ProviderSource(Path folder, String type) {
    this.folder = folder;
    this.type = type;
    parts.put("TYPE", type);
    parts.put("NAME", type.toLowerCase(Locale.ROOT));
    parts.put("VERSION", "SPI_VERSION");
    parts.put("CONSTRUCTOR", "");
    parts.put("DESCRIPTION", "");
    parts.put("OPEN", "return null;");
  }

  ProviderSource name(String name) {
    parts.put("NAME", name);
    return this;
  }

  ProviderSource spiVersion(String expression) {
    parts.put("VERSION", expression);
    return this;
  }

  ProviderSource constructor(String statements) {
    parts.put("CONSTRUCTOR", statements);
    return this;
  }

  /** Statements before the description is returned. */
  ProviderSource description(String statements) {
    parts.put("DESCRIPTION", statements);
    return this;
  }

  ProviderSource open(String statements) {
    parts.put("OPEN", statements);
    return this;
  }

  /** Leaves a class out of the jar. */
  ProviderSource without(String type) {
    left = type;
    return this;
  }

  /** Puts a class into a library in the folder {@code lib}, which the manifest names. */
  ProviderSource apart(String type) {
    apart = true;
    return without(type);
  }

  /** Builds the jar, named for the class. */
  Path jar(Path target) throws IOException {
    Path work = Files.createTempDirectory(folder, type);
    String source = SOURCE;
    for (Entry<String, String> part : parts.entrySet()) {
      source = source.replaceAll("\\b" + part.getKey() + "\\b", quote(part.getValue()));
    }
    Path sources = Files.createDirectory(work.resolve("sources"));
    Files.writeString(sources.resolve(type + ".java"), source);
    Path classes = ForeignJar.compile(sources, work.resolve("classes"), List.of(ForeignJar.spi()));
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    if (left != null) {
      String name = "com/example/bad/" + left + ".class";
      Path library = work.resolve("library");
      Files.createDirectories(library.resolve(name).getParent());
      Files.move(classes.resolve(name), library.resolve(name));
      if (apart) {
        Files.createDirectory(target.resolve("lib"));
        ForeignJar.pack(target.resolve("lib/library.jar"), library);
        Files.writeString(
            services.resolveSibling("MANIFEST.MF"),
            "Manifest-Version: 1.0\nClass-Path: lib/library.jar\n");
      }
    }
    Files.writeString(
        services.resolve("dev.pigeon.spi.TransportProvider"), "com.example.bad." + type + "\n");
    return ForeignJar.pack(target.resolve(type.toLowerCase(Locale.ROOT) + ".jar"), classes);
  }

  private static String quote(String value) {
    return java.util.regex.Matcher.quoteReplacement(value);
  }
}
