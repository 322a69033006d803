package dev.pigeon.cli;

import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.CurrentPath;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.transports.TransportCatalog;
import dev.pigeon.transports.TransportChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opens the transport that configuration and environment ask for. */
final class OpenStore {
  private static final String FSYNC = "PIGEON_APPEND_FSYNC";
  private static final String PLUGIN_PATH = "PIGEON_PLUGIN_PATH";

  private OpenStore() {}

  static Transport of(Config config, ConfigContext context)
      throws BadTransport, TransportException {
    TransportSettings settings =
        new TransportSettings(
            config.cache(), config.namespace(), config.transportSettings(config.transport()));
    return TransportChoice.of(config.transport(), context.env().get(FSYNC), settings)
        .open(catalog(context));
  }

  /** The shared-directory transport on a folder of one's own. */
  static Transport embedded(Path cache, ConfigContext context)
      throws BadTransport, TransportException {
    TransportSettings settings = new TransportSettings(cache.toString(), "embedded", Map.of());
    return TransportChoice.of("sharedfs", context.env().get(FSYNC), settings)
        .open(TransportCatalog.discover(List.of(), index()));
  }

  /**
   * All transports: built in, in {@code <config dir>/plugins} and on {@code PIGEON_PLUGIN_PATH}.
   */
  static TransportCatalog catalog(ConfigContext context) throws BadTransport {
    List<Path> folders = new ArrayList<>();
    folders.add(CurrentPath.folder(context).resolve("plugins"));
    String path = context.env().get(PLUGIN_PATH);
    if (path != null) {
      int from = 0;
      while (from <= path.length()) {
        int colon = path.indexOf(':', from);
        int to = colon < 0 ? path.length() : colon;
        if (to > from) {
          folders.add(context.cwd().resolve(path.substring(from, to)));
        }
        from = to + 1;
      }
    }
    return discover(folders);
  }

  private static TransportCatalog discover(List<Path> folders) throws BadTransport {
    boolean plugins = true; // one that failed had its turn, too
    try {
      TransportCatalog catalog = TransportCatalog.discover(folders, index());
      plugins = catalog.hasPlugins();
      return catalog;
    } finally {
      if (plugins) {
        ProcessEnd.beOrderly();
      }
    }
  }

  /** The build's index of the services in our own jars; null outside the distribution. */
  private static Path index() {
    String home = System.getProperty("pigeon.home");
    Path index = home == null ? null : Path.of(home, "lib", "services");
    return index != null && Files.isDirectory(index) ? index : null;
  }

  /** Where the store is, for messages. */
  static String place(Config config) {
    String name = config.transport();
    return (TransportChoice.usesCache(name) ? config.cache() : "transport " + name)
        + " (namespace "
        + config.namespace()
        + ")";
  }
}
