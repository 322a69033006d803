package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import dev.pigeon.spi.testing.FolderStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has written something, and who could have. */
@Timeout(60)
class TrustTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Key REQUEST = Key.of("sessions/1-a/request.json");
  private static final Key INPUT = Key.of("sessions/1-a/stdin.jsonl");
  private static final String NOBODY = "nobody";

  private FolderStore store;
  private Transport transport;

  @BeforeEach
  void open() throws Exception {
    store = SharedFsStore.onDisk(FileSystemKind.LOCAL);
    transport = store.open();
    transport.replace(REQUEST, bytes("mine"), LIMIT);
    transport.appender(INPUT, LIMIT).append(List.of(ByteBuffer.wrap(bytes("one"))), LIMIT);
  }

  @AfterEach
  void close() throws Exception {
    transport.close();
    store.close();
  }

  @Test
  void whatOnesOwnUserWroteIsRead() throws Exception {
    StoreReader reader = trusting(Trust.OWN);
    assertEquals("mine", read(reader));
    assertEquals(1, reader.tail(INPUT, 0).read(LIMIT).size());
    assertTrue(reader.read(Key.of("sessions/1-a/absent"), LIMIT).isEmpty());
    assertTrue(reader.read(Key.of("sessions/2-b/absent"), LIMIT).isEmpty());
    assertEquals(List.of(), reader.tail(Key.of("sessions/1-a/absent"), 0).read(LIMIT));
  }

  /** As when several workers start at once, each of which writes a file to see whose it is. */
  @Test
  void whatComesAndGoesMeanwhileIsNoReasonToRefuse() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    FutureTask<Void> others =
        new FutureTask<>(
            () -> {
              while (!enough.get()) {
                List<Path> made = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                  made.add(Files.createFile(store.root().resolve(".new-of-another-" + i)));
                  made.add(Files.createDirectory(store.root().resolve("of-another-" + i)));
                }
                for (Path each : made) {
                  Files.delete(each);
                }
              }
              return null;
            });
    new Thread(others).start();
    try {
      for (int i = 0; i < 300; i++) {
        assertEquals("mine", read(trusting(Trust.OWN)));
      }
    } finally {
      enough.set(true);
    }
    others.get();
  }

  @Test
  void aFileOfAnotherUserIsRefusedUnlessBelieved() throws Exception {
    chown(REQUEST);
    chown(INPUT);
    StoreReader reader = trusting(Trust.OWN);
    refused("it belongs to nobody", () -> read(reader));
    refused("it belongs to nobody", () -> reader.tail(INPUT, 0).read(LIMIT));
    assertEquals("mine", read(trusting(new Trust(Set.of(NOBODY), false))));
  }

  @Test
  void aFileInAFolderOfAnotherUserIsRefused() throws Exception {
    chown(REQUEST.parent());
    refused("it belongs to nobody", () -> read(trusting(Trust.OWN)));
  }

  @Test
  void whatOthersCouldHaveWrittenIsRefused() throws Exception {
    StoreReader reader = trusting(Trust.OWN);
    mode(REQUEST, "rw-rw----");
    refused("group or others can write", () -> read(reader));
    mode(REQUEST, "rw-------");
    mode(REQUEST.parent(), "rwx---rwx");
    refused("group or others can write", () -> read(reader));
    assertEquals("mine", read(trusting(new Trust(Set.of(), true))));
  }

  @Test
  void aSecondNameIsRefused() throws Exception {
    Files.createLink(store.root().resolve("second"), store.path(REQUEST));
    refused("hard link", () -> read(trusting(Trust.OWN)));
    Files.delete(store.root().resolve("second"));
    assertEquals("mine", read(trusting(Trust.OWN)));
  }

  @Test
  void linksAndFifosAreNoFiles() throws Exception {
    StoreReader reader = trusting(Trust.OWN);
    Path file = store.path(REQUEST);
    Path elsewhere = Files.move(file, store.root().resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);
    fails(FailureKind.CORRUPT, "not a plain file", () -> read(reader));
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    fails(FailureKind.CORRUPT, "not a plain file", () -> read(reader));
    Path folder = file.getParent();
    Path moved = Files.move(folder, store.root().resolve("moved"));
    Files.createSymbolicLink(folder, moved);
    fails(FailureKind.CORRUPT, "not a folder", () -> read(reader));
  }

  @Test
  void aTreeThatOthersCanWriteIsRefusedUnlessAccepted() throws Exception {
    for (Key each : List.of(Key.ROOT, Key.of("sessions"))) {
      for (String open : List.of("rwxrwx---", "rwx---rwx")) {
        mode(each, open);
        refused("group or others can write", () -> trusting(Trust.OWN));
        assertEquals("mine", read(trusting(new Trust(Set.of(), true))));
      }
      mode(each, "rwxr-xr-x");
      trusting(Trust.OWN);
    }
  }

  @Test
  void aTreeOfAnotherUserIsRefusedUnlessBelieved() throws Exception {
    for (Key each : List.of(Key.of("sessions"), Key.ROOT)) {
      chown(each);
      refused("it belongs to nobody", () -> trusting(Trust.OWN));
      trusting(new Trust(Set.of(NOBODY), false));
      refused("it belongs to nobody", () -> trusting(new Trust(Set.of(), true)));
    }
  }

  @Test
  void foldersAboveMayBeOpenOnlyWhereNobodyMovesWhatIsAnothers() throws Exception {
    Path cache = Files.createDirectory(store.root().resolve("cache"));
    Path root = cache.resolve("namespaces/me");
    try (Transport inner = SharedFsTransport.open(root, FileSystemKind.LOCAL, null)) {
      inner.trusting(Trust.OWN, LIMIT); // made by pigeon: open to all, and sticky
      Files.setAttribute(root.getParent(), "unix:mode", 0777);
      refused("group or others can write", () -> inner.trusting(Trust.OWN, LIMIT));
      Files.setAttribute(root.getParent(), "unix:mode", 01777);
      Files.setAttribute(cache, "unix:mode", 0775);
      refused("group or others can write", () -> inner.trusting(Trust.OWN, LIMIT));
      inner.trusting(new Trust(Set.of(), true), LIMIT);
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  private StoreReader trusting(Trust trust) throws TransportException {
    return transport.trusting(trust, LIMIT);
  }

  private static String read(StoreReader reader) throws TransportException {
    return new String(reader.read(REQUEST, LIMIT).orElseThrow().content(), StandardCharsets.UTF_8);
  }

  private static void refused(String why, Call call) {
    fails(FailureKind.REFUSED, why, call);
  }

  private static void fails(FailureKind kind, String why, Call call) {
    TransportException e = assertThrows(TransportException.class, call::run);
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private void mode(Key key, String mode) throws Exception {
    Files.setPosixFilePermissions(store.path(key), PosixFilePermissions.fromString(mode));
  }

  private void chown(Key key) throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    Path path = store.path(key);
    Files.setOwner(
        path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
