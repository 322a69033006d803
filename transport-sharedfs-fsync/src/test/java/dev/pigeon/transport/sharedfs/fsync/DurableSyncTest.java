package dev.pigeon.transport.sharedfs.fsync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.FolderStore;
import dev.pigeon.transport.sharedfs.FileSystemKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurableSyncTest {

  @ParameterizedTest
  @EnumSource
  void appendsAreDurableEverywhere(FileSystemKind kind) throws Exception {
    try (FolderStore store = FsyncStore.onDisk(kind);
        Transport transport = store.open()) {
      assertTrue(transport.traits().can(Capability.DURABLE_APPEND));
    }
  }

  @Test
  void folderIsForcedWithoutComplaint(@TempDir Path folder) throws Exception {
    new DurableSync().named(folder);
    new DurableSync().named(folder.resolve("absent"));
  }
}
