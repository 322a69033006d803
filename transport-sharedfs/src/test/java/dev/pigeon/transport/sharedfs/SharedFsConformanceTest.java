package dev.pigeon.transport.sharedfs;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import dev.pigeon.spi.testing.ClosingTck;
import dev.pigeon.spi.testing.CreationTck;
import dev.pigeon.spi.testing.DocumentsTck;
import dev.pigeon.spi.testing.FailuresTck;
import dev.pigeon.spi.testing.HintsTck;
import dev.pigeon.spi.testing.ListingTck;
import dev.pigeon.spi.testing.LogsTck;
import dev.pigeon.spi.testing.OwnersTck;
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
  class JimfsAsLocal {
    @Nested
    class Documents extends DocumentsTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Creation extends CreationTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Logs extends LogsTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Listing extends ListingTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Hints extends HintsTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Failures extends FailuresTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Closing extends ClosingTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Owners extends OwnersTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.LOCAL);
      }
    }
  }

  @Nested
  class JimfsAsNetwork {
    @Nested
    class Documents extends DocumentsTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Creation extends CreationTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Logs extends LogsTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Listing extends ListingTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Hints extends HintsTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Failures extends FailuresTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Closing extends ClosingTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }

    @Nested
    class Owners extends OwnersTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(FileSystemKind.AUTO);
      }
    }
  }

  @Nested
  class DiskAsLocal {
    @Nested
    class Documents extends DocumentsTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Creation extends CreationTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Logs extends LogsTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Listing extends ListingTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Hints extends HintsTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Failures extends FailuresTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Closing extends ClosingTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }

    @Nested
    class Owners extends OwnersTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.LOCAL);
      }
    }
  }

  @Nested
  class DiskAsNetwork {
    @Nested
    class Documents extends DocumentsTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Creation extends CreationTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Logs extends LogsTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Listing extends ListingTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Hints extends HintsTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Failures extends FailuresTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Closing extends ClosingTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }

    @Nested
    class Owners extends OwnersTck {
      @Override
      protected TestStore newStore() throws IOException {
        return SharedFsStore.onDisk(FileSystemKind.NETWORK);
      }
    }
  }

  @Nested
  class JimfsWithoutHardLinks {
    @Nested
    class Creation extends CreationTck {
      @Override
      protected TestStore newStore() {
        return SharedFsStore.onJimfs(WITHOUT_LINKS, FileSystemKind.NETWORK);
      }
    }
  }
}
