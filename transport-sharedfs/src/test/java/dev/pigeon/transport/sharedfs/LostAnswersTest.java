package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.FolderStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What NFS does when an answer is lost and the call is sent again: the step is done already when
 * the call that reports its end begins.
 */
class LostAnswersTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Key KEY = Key.of("name");
  private static final byte[] X = {'x'};

  /** Does the step that follows a written file ahead of its caller. */
  private abstract static class Ahead implements SyncPolicy {
    private Path root;

    abstract void step(Path fresh, Path name) throws IOException;

    @Override
    public boolean durable() {
      return false;
    }

    @Override
    public String summary() {
      return "ahead";
    }

    @Override
    public void appended(FileChannel log) {}

    @Override
    public void written(FileChannel file) throws IOException {
      try (DirectoryStream<Path> fresh = Files.newDirectoryStream(root, ".new-*")) {
        step(fresh.iterator().next(), root.resolve(KEY.path()));
      }
    }

    @Override
    public void named(Path folder) {}
  }

  private static final class Linked extends Ahead {
    @Override
    void step(Path fresh, Path name) throws IOException {
      Files.createLink(name, fresh);
    }
  }

  private static final class Renamed extends Ahead {
    @Override
    void step(Path fresh, Path name) throws IOException {
      Files.move(fresh, name, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Test
  void createWhoseCallFailsAlthoughItWonHasWon() throws Exception {
    Ahead linked = new Linked();
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.NETWORK, linked);
        Transport transport = store.open()) {
      linked.root = store.root();
      assertTrue(transport.create(KEY, X, LIMIT).won());
      assertEquals(List.of(), store.workFiles());
    }
  }

  @Test
  void replaceWhoseRenameFailsAlthoughItWasDoneIsDone() throws Exception {
    Ahead renamed = new Renamed();
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.NETWORK, renamed);
        Transport transport = store.open()) {
      renamed.root = store.root();
      transport.replace(KEY, X, LIMIT);
      assertEquals('x', transport.read(KEY, LIMIT).orElseThrow().content()[0]);
    }
  }
}
