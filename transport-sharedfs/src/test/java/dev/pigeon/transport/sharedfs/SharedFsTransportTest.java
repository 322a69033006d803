package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import dev.pigeon.spi.Capability;
import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.testing.FolderStore;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SharedFsTransportTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Key DOCUMENT = Key.of("f/g/document");
  private static final byte[] X = {'x'};

  @Test
  void foldersAre0700AndFiles0600() throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.AUTO);
        Transport transport = store.open()) {
      transport.replace(DOCUMENT, X, LIMIT);
      transport.create(Key.of("f/claim"), X, LIMIT);
      transport.appender(Key.of("f/log"), LIMIT).close();
      assertEquals("rwx------", mode(store.root()));
      assertEquals("rwx------", mode(store.path(Key.of("f/g"))));
      assertEquals("rw-------", mode(store.path(DOCUMENT)));
      assertEquals("rw-------", mode(store.path(Key.of("f/claim"))));
      assertEquals("rw-------", mode(store.path(Key.of("f/log"))));
    }
  }

  @Test
  void eventsOfTheKernelNameWhatCame() throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.LOCAL);
        Transport transport = store.open()) {
      transport.replace(Key.of("f/old"), X, LIMIT);
      try (ChangeWatch watch = transport.watch(List.of(Key.of("f")))) {
        watch.await(Duration.ZERO);
        transport.replace(Key.of("f/fresh/document"), X, LIMIT);
        List<Key> named = watch.named();
        while (named.isEmpty()) {
          watch.await(LIMIT);
          named = watch.named();
        }
        assertEquals(List.of(Key.of("f/fresh")), named);
        assertEquals(List.of(), watch.named());
      }
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @EnumSource
  void linksInsideAreNotFollowed(FileSystemKind kind) throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(kind);
        Transport transport = store.open()) {
      Path outside = Files.createDirectories(store.root().resolveSibling("outside"));
      Path secret = Files.write(outside.resolve("secret"), new byte[] {'s', '\n'});
      Files.createSymbolicLink(store.root().resolve("folder"), outside);
      Files.createSymbolicLink(store.root().resolve("file"), secret);
      for (Key key : List.of(Key.of("file"), Key.of("folder/secret"))) {
        assertCorrupt(() -> transport.read(key, LIMIT));
        assertCorrupt(() -> transport.tail(key, 0).read(LIMIT));
        assertCorrupt(() -> transport.appender(key, LIMIT));
      }
      assertCorrupt(() -> transport.list(Key.of("folder"), LIMIT));
      assertCorrupt(() -> transport.replace(Key.of("folder/new"), X, LIMIT));
      assertCorrupt(() -> transport.create(Key.of("folder/deep/new"), X, LIMIT));
      transport.delete(Key.of("folder"), LIMIT);
      transport.delete(Key.of("file"), LIMIT);
      assertEquals(2, Files.size(secret));
      assertFalse(Files.exists(store.root().resolve("folder"), LinkOption.NOFOLLOW_LINKS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void fifosAndDevicesBlockNobody(FileSystemKind kind) throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(kind);
        Transport transport = store.open()) {
      Key fifo = Key.of("fifo");
      String path = store.path(fifo).toString();
      assertEquals(0, new ProcessBuilder("mkfifo", path).start().waitFor());
      Files.createSymbolicLink(store.path(Key.of("device")), Path.of("/dev/zero"));
      Files.createDirectory(store.path(Key.of("folder")));
      for (Key key : List.of(fifo, Key.of("device"), Key.of("folder"))) {
        assertCorrupt(() -> transport.read(key, LIMIT));
        assertCorrupt(() -> transport.tail(key, 0).read(LIMIT));
        assertCorrupt(() -> transport.appender(key, LIMIT));
        assertCorrupt(() -> transport.create(key, X, LIMIT));
      }
      transport.replace(fifo, X, LIMIT);
      assertArrayEquals(X, transport.read(fifo, LIMIT).orElseThrow().content());
    }
  }

  @Test
  void whatIsBeyondAllBoundsIsNotLoaded() throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.AUTO);
        Transport transport = store.open()) {
      Key key = Key.of("sparse");
      try (RandomAccessFile file = new RandomAccessFile(store.path(key).toFile(), "rw")) {
        file.setLength(8 << 20);
        assertEquals(8 << 20, transport.read(key, LIMIT).orElseThrow().content().length);
        file.setLength((8 << 20) + 1);
        assertCorrupt(() -> transport.read(key, LIMIT));
        file.setLength(1L << 40);
        assertCorrupt(() -> transport.read(key, LIMIT));
        assertCorrupt(() -> transport.create(key, X, LIMIT));
        assertEquals(List.of(), transport.tail(key, 0).read(LIMIT));
      }
    }
  }

  private static void assertCorrupt(Executable call) {
    TransportException e = assertThrows(TransportException.class, call);
    assertEquals(FailureKind.CORRUPT, e.kind(), e.getMessage());
  }

  @Test
  void deletingAFolderLeavesWhatItsLinksPointTo() throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.AUTO);
        Transport transport = store.open()) {
      Path outside = Files.createDirectories(store.root().resolveSibling("outside"));
      Files.write(outside.resolve("kept"), X);
      transport.replace(DOCUMENT, X, LIMIT);
      Files.createSymbolicLink(store.path(Key.of("f/g/link")), outside);
      transport.delete(Key.of("f"), LIMIT);
      assertTrue(Files.exists(outside.resolve("kept")));
      assertEquals(List.of(), transport.list(Key.ROOT, LIMIT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void fullDiskIsFull(FileSystemKind kind) throws Exception {
    Configuration small = Configuration.unix().toBuilder().setMaxSize(1 << 20).build();
    try (FolderStore store = SharedFsStore.onJimfs(small, kind);
        Transport transport = store.open()) {
      byte[] large = new byte[2 << 20];
      assertFull(() -> transport.replace(DOCUMENT, large, LIMIT));
      assertFull(() -> transport.create(DOCUMENT, large, LIMIT));
      LogAppender appender = transport.appender(Key.of("log"), LIMIT);
      assertFull(() -> appender.append(List.of(ByteBuffer.wrap(large)), LIMIT));
      appender.close();
      transport.delete(Key.of("log"), LIMIT);
      transport.replace(DOCUMENT, X, LIMIT);
      assertEquals(List.of(), store.workFiles());
    }
  }

  private static void assertFull(Executable call) {
    TransportException e = assertThrows(TransportException.class, call);
    assertEquals(FailureKind.FULL, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains("make room"), e.getMessage());
  }

  @Test
  void appenderEndsATornLineOfItsPredecessor() throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.AUTO);
        Transport transport = store.open()) {
      Files.writeString(store.path(Key.of("log")), "whole\ntorn");
      transport
          .appender(Key.of("log"), LIMIT)
          .append(List.of(ByteBuffer.wrap(new byte[] {'n'})), LIMIT);
      assertEquals("whole\ntorn\nn\n", Files.readString(store.path(Key.of("log"))));
    }
  }

  @Test
  void trashOfADeadProcessIsSweptByALaterDelete() throws Exception {
    try (FolderStore store = SharedFsStore.onDisk(FileSystemKind.AUTO);
        Transport transport = store.open()) {
      Path trash = Files.createDirectories(store.root().resolve(".trash-1/deep"));
      Files.write(trash.resolve("file"), X);
      assertEquals(List.of(), transport.list(Key.ROOT, LIMIT));
      transport.delete(Key.of("anything"), LIMIT);
      assertEquals(List.of(), store.workFiles());
    }
  }

  @Test
  void unknownTypesCountAsNetwork() throws Exception {
    try (FolderStore store = SharedFsStore.onJimfs(FileSystemKind.AUTO);
        Transport transport = store.open()) {
      assertFalse(transport.traits().can(Capability.SINGLE_HOST));
      assertFalse(transport.traits().can(Capability.CHANGE_HINTS));
    }
  }
}
