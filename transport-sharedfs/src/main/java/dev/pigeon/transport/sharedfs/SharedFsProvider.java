package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.nio.file.Path;
import java.util.List;

/** The transport {@code sharedfs}. */
public final class SharedFsProvider implements TransportProvider {

  /** Overrides what is found out about the file system. */
  public static final Setting FILESYSTEM =
      new Setting(
          "filesystem",
          "auto, local or network: whether all users of the directory share this machine's caches",
          "auto");

  /** Where a namespace lies in a shared directory, whether there is such a folder or not. */
  public static Path folder(String directory, String namespace) {
    return Layout.root(Path.of(directory), namespace);
  }

  @Override
  public String name() {
    return "sharedfs";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "A directory that both machines mount; appends are seen at once, not forced to disk.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(FILESYSTEM);
  }

  @Override
  public Transport open(TransportSettings settings) throws TransportException {
    return SharedFsTransport.open(settings, null);
  }
}
