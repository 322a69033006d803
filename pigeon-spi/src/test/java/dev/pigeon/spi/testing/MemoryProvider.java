package dev.pigeon.spi.testing;

import dev.pigeon.spi.Setting;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The transport {@code memory}, a store for each cache and namespace; in no services file. */
public final class MemoryProvider implements TransportProvider {
  private final Map<String, MemoryStore> stores = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "The memory of one process, for tests.";
  }

  @Override
  public List<Setting> settings() {
    return List.of();
  }

  @Override
  public Transport open(TransportSettings settings) {
    String name = settings.cache() + '/' + settings.namespace();
    return stores.computeIfAbsent(name, absent -> new MemoryStore()).open();
  }
}
