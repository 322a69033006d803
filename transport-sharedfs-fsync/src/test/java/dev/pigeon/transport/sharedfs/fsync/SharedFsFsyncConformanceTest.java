package dev.pigeon.transport.sharedfs.fsync;

import dev.pigeon.spi.testing.AllTck;
import dev.pigeon.spi.testing.TestStore;
import dev.pigeon.transport.sharedfs.FileSystemKind;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** The durable shared directory is a transport, whatever it stands on. */
class SharedFsFsyncConformanceTest {

  @Nested
  class JimfsAsLocal extends AllTck {
    @Override
    protected TestStore newStore() {
      return FsyncStore.onJimfs(FileSystemKind.LOCAL);
    }
  }

  @Nested
  class JimfsAsNetwork extends AllTck {
    @Override
    protected TestStore newStore() {
      return FsyncStore.onJimfs(FileSystemKind.AUTO);
    }
  }

  @Nested
  class DiskAsLocal extends AllTck {
    @Override
    protected TestStore newStore() throws IOException {
      return FsyncStore.onDisk(FileSystemKind.LOCAL);
    }
  }

  @Nested
  class DiskAsNetwork extends AllTck {
    @Override
    protected TestStore newStore() throws IOException {
      return FsyncStore.onDisk(FileSystemKind.NETWORK);
    }
  }
}
