package dev.pigeon.transport.sharedfs.fsync;

import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.transport.sharedfs.SharedFsProvider;
import dev.pigeon.transport.sharedfs.SharedFsTransport;
import java.util.List;

/** The transport {@code sharedfs-fsync}. */
public final class SharedFsFsyncProvider implements TransportProvider {

  @Override
  public String name() {
    return "sharedfs-fsync";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "A directory that both machines mount; every record is forced to disk and so slower.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(SharedFsProvider.FILESYSTEM);
  }

  @Override
  public Transport open(TransportSettings settings) throws TransportException {
    return SharedFsTransport.open(settings, new DurableSync());
  }
}
