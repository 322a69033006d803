package dev.pigeon.transport.sharedfs.fsync;

import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.spi.testing.ProviderTck;
import java.util.List;
import java.util.Map;

class SharedFsFsyncProviderTest extends ProviderTck {

  @Override
  protected TransportProvider provider() {
    return new SharedFsFsyncProvider();
  }

  @Override
  protected List<BadSettings> badSettings() {
    Map<String, String> floppy = Map.of("filesystem", "floppy");
    return List.of(
        new BadSettings(new TransportSettings("relative/cache", "ns", Map.of()), "cache"),
        new BadSettings(new TransportSettings("/nowhere", "ns", floppy), "filesystem"));
  }
}
