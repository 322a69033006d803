package dev.pigeon.transports;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.zip.ZipFile;

/**
 * All providers: those on the class path and those in plug-in jars, each jar with a class loader of
 * its own. Two of one name are fatal, whatever name is wanted: a silent choice would differ from
 * machine to machine.
 */
public final class TransportCatalog {
  private final List<FoundTransport> found = new ArrayList<>();
  private final List<Path> folders;

  private TransportCatalog(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * Looks for providers.
   *
   * @param folders where plug-in jars lie; an absent folder is fine, a file counts as a jar
   */
  public static TransportCatalog discover(List<Path> folders) throws BadTransport {
    return discover(folders, null);
  }

  /**
   * The same with an index of the class path's services.
   *
   * @param index a folder with a copy of what {@code META-INF/services} of all jars on the class
   *     path says; null to look into every jar
   */
  public static TransportCatalog discover(List<Path> folders, Path index) throws BadTransport {
    TransportCatalog catalog = new TransportCatalog(folders);
    catalog.load(
        index == null ? parent() : new IndexedServices(index, parent()),
        FoundTransport.BUILT_IN,
        null);
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      for (Path jar : jars(folder)) {
        if (seen.add(real(jar))) {
          catalog.load(loader(jar), jar.toString(), jar);
        }
      }
    }
    return catalog;
  }

  /** What was found, in the order of discovery. */
  public List<FoundTransport> all() {
    return List.copyOf(found);
  }

  /** Whether any came from a plug-in jar. */
  public boolean hasPlugins() {
    return !found.isEmpty() && found.get(found.size() - 1).isPlugin();
  }

  /** The provider of a name. */
  public FoundTransport find(String name) throws BadTransport {
    StringBuilder names = new StringBuilder();
    for (FoundTransport each : found) {
      if (each.provider().name().equals(name)) {
        return each;
      }
      names.append(names.length() == 0 ? "" : ", ").append(each.provider().name());
    }
    throw new BadTransport(
        "no transport is named \""
            + name
            + "\"; there are: "
            + names
            + ". Choose one with: pigeon config set transport NAME"
            + (folders.isEmpty() ? "" : ", or put the plug-in's jar into " + folders.get(0)));
  }

  private void load(ClassLoader loader, String origin, Path jar) throws BadTransport {
    int before = found.size();
    try {
      Iterator<TransportProvider> providers =
          ServiceLoader.load(TransportProvider.class, loader).iterator();
      while (providers.hasNext()) {
        TransportProvider provider = providers.next();
        // A plug-in's loader also shows what its parent has.
        if (jar == null || provider.getClass().getClassLoader() == loader) {
          add(provider, origin);
        }
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new BadTransport(
          "cannot load the transport in " + origin + ": " + reason(e) + advice(jar), e);
    }
    if (jar != null && found.size() == before) {
      throw new BadTransport("the plug-in " + jar + ' ' + lack(jar) + advice(jar));
    }
  }

  private void add(TransportProvider provider, String origin) throws BadTransport {
    if (provider.spiVersion() != TransportProvider.SPI_VERSION) {
      throw new BadTransport(
          "the transport in "
              + origin
              + " was built for version "
              + provider.spiVersion()
              + " of the transport SPI, this pigeon has version "
              + TransportProvider.SPI_VERSION
              + "; get a plug-in built for it, or remove the jar");
    }
    String name = provider.name();
    if (name == null || !Key.isSegment(name)) {
      throw new BadTransport("the transport in " + origin + " has no usable name: " + name);
    }
    for (FoundTransport other : found) {
      if (other.provider().name().equals(name)) {
        throw new BadTransport(
            "two transports are named \""
                + name
                + "\": "
                + other.origin()
                + " and "
                + origin
                + "; remove one of them");
      }
    }
    found.add(new FoundTransport(provider, origin));
  }

  private static List<Path> jars(Path folder) throws BadTransport {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (entry.toString().endsWith(".jar")) {
          jars.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      return jars; // no plug-ins, the usual case
    } catch (NotDirectoryException e) {
      jars.add(folder);
    } catch (IOException e) {
      throw new BadTransport("cannot read the plug-in folder " + folder + ": " + e, e);
    }
    jars.sort(null);
    return jars;
  }

  private static ClassLoader loader(Path jar) throws BadTransport {
    try {
      URL[] urls = {jar.toUri().toURL()};
      return new URLClassLoader(urls, parent());
    } catch (MalformedURLException e) {
      throw new BadTransport("cannot load the plug-in " + jar + ": " + e.getMessage(), e);
    }
  }

  /** One jar that is reached by two ways is one plug-in. */
  private static Path real(Path jar) throws BadTransport {
    try {
      return jar.toRealPath();
    } catch (IOException e) {
      throw new BadTransport("cannot read the plug-in " + jar + ": " + e + advice(jar), e);
    }
  }

  /** Why a jar showed no provider; Java passes over files that it cannot read as a jar. */
  private static String lack(Path jar) {
    if (Files.isRegularFile(jar)) {
      try {
        new ZipFile(jar.toFile()).close();
      } catch (IOException e) {
        return "cannot be read as a jar (" + e.getMessage() + "), as if it was not copied whole";
      }
    }
    return "names no provider in META-INF/services/"
        + TransportProvider.class.getName()
        + "; a library belongs inside the jar of the plug-in that uses it";
  }

  /** On a boot class path our own loader is none, and that one would hide half of the JDK. */
  private static ClassLoader parent() {
    ClassLoader own = TransportCatalog.class.getClassLoader();
    return own != null ? own : ClassLoader.getSystemClassLoader();
  }

  /** What went wrong, for a message. */
  static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException
        ? "a class it needs is missing ("
            + String.valueOf(cause.getMessage()).replace('/', '.')
            + ")"
        : cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static String advice(Path jar) {
    return jar == null ? "" : "; mend or remove the jar";
  }
}
