package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the folder {@code target/pigeon} of one module's jar and its class path. */
public final class BuildDistribution {

  private final Path module;
  private final Path dist;
  private final Path lib;
  private final BuildLog log;

  private BuildDistribution(Path module, BuildLog log) {
    this.module = module;
    this.dist = module.resolve("target/pigeon");
    this.lib = dist.resolve("lib");
    this.log = log;
  }

  /**
   * Builds; the class path of this program is the one that pigeon is to have.
   *
   * @param words the module's folder, its jar, and the version
   */
  public static void main(String[] words) throws Exception {
    Path module = Path.of(words[0]).toAbsolutePath().normalize();
    boolean loud = Boolean.getBoolean("pigeon.dist.verbose");
    boolean strict = Boolean.getBoolean("pigeon.dist.strict");
    try (BuildLog log = new BuildLog(module.resolve("target/pigeon-dist.log"), loud)) {
      new BuildDistribution(module, log).build(Path.of(words[1]), words[2]);
      if (strict && log.warnings() > 0) {
        System.err.println("[dist] pigeon.dist.strict makes a warning an error");
        System.exit(1);
      }
    }
  }

  private void build(Path jar, String version) throws IOException, InterruptedException {
    Path sources = module.getParent();
    Files.createDirectories(dist.resolve("bin"));
    JarSet jars = JarSet.copy(jar, System.getProperty("java.class.path"), lib);
    jars.indexServices(lib.resolve("services"));
    boolean natives = NativeLibraries.unpack(jars, dist.resolve("native"), log);
    copyDocuments(sources);
    Files.writeString(dist.resolve("VERSION"), BuildInfo.text(version, sources, log));
    Optional<RuntimeImage> runtime = RuntimeImage.link(dist.resolve("runtime"), jdks(), log);
    copyLauncher();
    LaunchFile launch = new LaunchFile(lib.resolve("launch.conf"), jars, runtime, natives);
    if (runtime.isEmpty()) {
      log.note("no JDK here can be linked: the folder will use the Java of its machine");
      keepOnly(List.of());
      launch.write();
      return;
    }
    KeptDates.MODULES.put(runtime.get().home().resolve("lib/modules"));
    train(launch, jars, runtime.get());
  }

  /** The JDKs to link, unless {@code -Dpigeon.dist.jdk} gives one, or {@code none}. */
  private List<Jdk> jdks() throws IOException {
    String chosen = System.getProperty("pigeon.dist.jdk", "");
    if (chosen.isEmpty()) {
      return Jdk.installed(System.getenv(), log);
    }
    return chosen.equals("none") ? List.of() : List.of(Jdk.at(Path.of(chosen)));
  }

  private void train(LaunchFile launch, JarSet jars, RuntimeImage runtime)
      throws IOException, InterruptedException {
    CacheFormat format = CacheFormat.of(runtime.feature());
    String hash = hash(jars, runtime);
    Map<Start, String> names = new EnumMap<>(Start.class);
    for (Start start : Start.values()) {
      names.put(start, start.label() + "-" + hash + "." + format.extension());
    }
    keepOnly(List.copyOf(names.values()));
    if (names.values().stream().allMatch(name -> Files.exists(lib.resolve(name)))) {
      log.note("the caches of an earlier build are kept");
      names.forEach(launch::cache);
      launch.write();
      return;
    }
    new Training(dist, module.resolve("target/pigeon-training"), launch, format, log)
        .run(lib, names);
  }

  /** Removes the caches of other builds. */
  private void keepOnly(List<String> names) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if ((name.endsWith(".aot") || name.endsWith(".jsa")) && !names.contains(name)) {
          Files.delete(file);
        }
      }
    }
  }

  private void copyDocuments(Path sources) throws IOException {
    for (String name : List.of("LICENSE", "README.md", "CHANGELOG.md")) {
      Path document = sources.resolve(name);
      if (Files.exists(document)) {
        Files.copy(document, dist.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path folder = Files.createDirectories(dist.resolve("docs"));
    try (DirectoryStream<Path> documents = Files.newDirectoryStream(sources.resolve("docs"))) {
      for (Path document : documents) {
        Files.copy(
            document, folder.resolve(document.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    KeptDates.LICENSE.put(dist.resolve("LICENSE"));
  }

  private void copyLauncher() throws IOException {
    Path launcher = dist.resolve("bin/pigeon");
    Files.copy(
        module.resolve("src/main/dist/bin/pigeon"), launcher, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    KeptDates.LAUNCHER.put(launcher);
  }

  /** Names everything a cache depends on; Java itself does not notice a changed jar. */
  private String hash(JarSet jars, RuntimeImage runtime) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
    jars.addTo(digest);
    String rest =
        Files.readString(runtime.home().resolve("release"))
            + Flags.client()
            + Flags.worker()
            + Files.readString(dist.resolve("bin/pigeon"))
            + dist;
    digest.update(rest.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
