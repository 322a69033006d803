package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code lib/launch.conf}, which the launcher sources: what Java is started with. */
final class LaunchFile {

  private final Path file;
  private final JarSet jars;
  private final Optional<RuntimeImage> runtime;
  private final boolean natives;
  private final Map<Start, String> caches = new EnumMap<>(Start.class);
  private boolean boot = true;

  LaunchFile(Path file, JarSet jars, Optional<RuntimeImage> runtime, boolean natives) {
    this.file = file;
    this.jars = jars;
    this.runtime = runtime;
    this.natives = natives;
  }

  /** Names the cache of one way to start; it takes effect with the next {@link #write()}. */
  void cache(Start start, String name) {
    caches.put(start, name);
  }

  /** Whether clients may use the boot class path. */
  void boot(boolean allowed) {
    boot = allowed;
  }

  /** Writes the file whole, so that a launcher never reads half of it. */
  void write() throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  String text() {
    List<String> paths =
        jars.files().stream().map(jar -> "$_pg_home/lib/" + jar.getFileName()).toList();
    String feature = runtime.map(image -> Integer.toString(image.feature())).orElse("");
    String flags =
        String.join(
            " ", runtime.map(RuntimeImage::feature).map(Flags::clientCache).orElse(List.of()));
    String option = runtime.map(image -> CacheFormat.of(image.feature()).use()).orElse("");
    return "# Written by the build; bin/pigeon reads it.\n"
        + line("_pg_runtime_feature", feature)
        + line("_pg_boot", boot && runtime.isPresent() ? "yes" : "no")
        + line("_pg_native", natives ? "yes" : "no")
        + line("_pg_jars", paths.stream().collect(Collectors.joining(":")))
        + line("_pg_first_jar", paths.get(0))
        + line("_pg_client_flags", String.join(" ", Flags.client()))
        + line("_pg_worker_flags", String.join(" ", Flags.worker()))
        + line("_pg_client_cache_flags", flags)
        + line("_pg_cache_option", option)
        + line("_pg_client_boot_cache", caches.getOrDefault(Start.CLIENT_BOOT, ""))
        + line("_pg_client_cache", caches.getOrDefault(Start.CLIENT, ""))
        + line("_pg_worker_cache", caches.getOrDefault(Start.WORKER, ""));
  }

  private static String line(String name, String value) {
    return name + "=\"" + value + "\"\n";
  }
}
