package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoleTest {
  @TempDir Path root;
  private Path log;
  private FileLogTail tail;
  private long now;

  @BeforeEach
  void open() {
    log = root.resolve("log");
    Ground ground = Ground.of(root, FileSystemKind.LOCAL);
    SyncPolicy sync = new VisibleSync(false);
    Tree tree = new Tree(root, ground, sync);
    Documents documents = new Documents(new Layout(root), tree, sync);
    DirectCalls calls = new DirectCalls(new Failures(root));
    tail = new FileLogTail(log, 0, documents, true, calls, new OpenHandles(), () -> now);
  }

  @Test
  void aHoleThatFillsIsNeverSeen() throws Exception {
    Files.writeString(log, "one\nt\0o\nthree\n");
    assertEquals(List.of("one"), read());
    pass(4);
    assertEquals(List.of(), read());
    Files.writeString(log, "one\ntwo\nthree\n");
    assertEquals(List.of("two", "three"), read());
  }

  @Test
  void aHoleThatStaysIsPartOfABrokenRecordAndKeepsNobodyWaiting() throws Exception {
    Files.writeString(log, "one\nt\0\0\nthree\n");
    assertEquals(List.of("one"), read());
    pass(5);
    assertEquals(List.of("t\0\0", "three"), read());
  }

  @Test
  void everyHoleHasItsTime() throws Exception {
    Files.writeString(log, "\0\n\0\n");
    assertEquals(List.of(), read());
    pass(5);
    assertEquals(List.of("\0"), read());
    pass(4);
    assertEquals(List.of(), read());
    pass(1);
    assertEquals(List.of("\0"), read());
  }

  @Test
  void aHoleAtTheEndIsARecordOnlyOnceItsLineEnds() throws Exception {
    Files.writeString(log, "one\n\0\0");
    assertEquals(List.of("one"), read());
    pass(60);
    assertEquals(List.of(), read());
    Files.writeString(log, "one\n\0\0\n");
    assertEquals(List.of("\0\0"), read());
  }

  @Test
  void aGigabyteOfHoleIsGarbageInTheEnd() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(1 << 30);
    }
    assertEquals(List.of(), read());
    pass(5);
    TransportException e = assertThrows(TransportException.class, this::read);
    assertEquals(FailureKind.CORRUPT, e.kind());
  }

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private List<String> read() throws Exception {
    List<String> lines = new ArrayList<>();
    for (ByteBuffer each : tail.read(Duration.ofSeconds(1))) {
      lines.add(StandardCharsets.UTF_8.decode(each).toString());
    }
    return lines;
  }
}
