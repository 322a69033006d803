package dev.pigeon.transport.sharedfs;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import dev.pigeon.spi.testing.AllTck;
import dev.pigeon.spi.testing.CreationTck;
import dev.pigeon.spi.testing.TestStore;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** The shared directory is a transport, whatever it stands on. */
class SharedFsConformanceTest {
  private static final Configuration WITHOUT_LINKS =
      Configuration.unix().toBuilder()
          .setSupportedFeatures(Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL)
          .build();

  @Nested
  class JimfsAsLocal extends AllTck {
    @Override
    protected TestStore newStore() {
      return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
    }
  }

  @Nested
  class JimfsAsNetwork extends AllTck {
    @Override
    protected TestStore newStore() {
      return SharedFsStore.onJimfs(FileSystemKind.AUTO);
    }
  }

  @Nested
  class DiskAsLocal extends AllTck {
    @Override
    protected TestStore newStore() throws IOException {
      return SharedFsStore.onDisk(FileSystemKind.LOCAL);
    }
  }

  @Nested
  class DiskAsNetwork extends AllTck {
    @Override
    protected TestStore newStore() throws IOException {
      return SharedFsStore.onDisk(FileSystemKind.NETWORK);
    }
  }

  @Nested
  class JimfsWithoutHardLinks extends CreationTck {
    @Override
    protected TestStore newStore() {
      return SharedFsStore.onJimfs(WITHOUT_LINKS, FileSystemKind.NETWORK);
    }
  }
}
