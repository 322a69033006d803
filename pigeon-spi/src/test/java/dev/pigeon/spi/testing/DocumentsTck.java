package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Document;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Documents are read whole, replaced atomically and deleted. */
public abstract class DocumentsTck extends TransportTck {
  private static final Key DOCUMENT = Key.of("folder/inner/document.json");

  @Test
  void absentDocumentIsEmpty() throws Exception {
    assertTrue(here.read(DOCUMENT, LIMIT).isEmpty());
  }

  @Test
  void writtenDocumentIsReadThere() throws Exception {
    here.replace(DOCUMENT, bytes("one"), LIMIT);
    assertEquals("one", content());
  }

  @Test
  void replacedDocumentIsReadThere() throws Exception {
    here.replace(DOCUMENT, bytes("a long first version"), LIMIT);
    assertEquals("a long first version", content());
    here.replace(DOCUMENT, bytes("two"), LIMIT);
    assertEquals("two", content());
  }

  @Test
  void documentLookedUpInVainIsFoundOnceWritten() throws Exception {
    there.read(DOCUMENT, LIMIT);
    here.replace(DOCUMENT, bytes("one"), LIMIT);
    assertEquals("one", content());
  }

  @Test
  void emptyDocumentIsThere() throws Exception {
    here.replace(DOCUMENT, new byte[0], LIMIT);
    assertEquals("", content());
  }

  @Test
  void documentOfAnyBytesIsKept() throws Exception {
    byte[] any = new byte[3 << 20];
    for (int i = 0; i < any.length; i++) {
      any[i] = (byte) (i * 31 >> 3);
    }
    here.replace(DOCUMENT, any, LIMIT);
    assertArrayEquals(any, there.read(DOCUMENT, LIMIT).orElseThrow().content());
  }

  @Test
  void contentBelongsToItsReader() throws Exception {
    byte[] written = bytes("one");
    here.replace(DOCUMENT, written, LIMIT);
    Arrays.fill(written, (byte) 'x');
    Arrays.fill(there.read(DOCUMENT, LIMIT).orElseThrow().content(), (byte) 'y');
    assertEquals("one", content());
  }

  @Test
  void readerNeverSeesHalfADocument() throws Exception {
    here.replace(DOCUMENT, uniform(0), LIMIT);
    AtomicBoolean readEnough = new AtomicBoolean();
    Callable<Void> writing =
        () -> {
          for (int i = 0; i < 200 || !readEnough.get(); i++) {
            here.replace(DOCUMENT, uniform(i % 200), LIMIT);
          }
          return null;
        };
    FutureTask<Void> writer = new FutureTask<>(writing);
    Thread thread = new Thread(writer);
    thread.start();
    try {
      for (int reads = 0; reads < 200 || !writer.isDone(); reads++) {
        assertUniform(there.read(DOCUMENT, LIMIT));
        readEnough.compareAndSet(false, reads >= 199);
      }
    } finally {
      readEnough.set(true);
      thread.join();
    }
    writer.get();
  }

  /** A document of one repeated byte whose length follows from that byte. */
  private static byte[] uniform(int i) {
    byte[] content = new byte[1000 + i * 100];
    Arrays.fill(content, (byte) i);
    return content;
  }

  private static void assertUniform(Optional<Document> document) {
    byte[] content = document.orElseThrow().content();
    assertTrue(content.length >= 1000, () -> "half a document of " + content.length + " bytes");
    assertArrayEquals(uniform(content[0] & 0xff), content);
  }

  @Test
  void deletedDocumentIsGone() throws Exception {
    here.replace(DOCUMENT, bytes("one"), LIMIT);
    there.delete(DOCUMENT, LIMIT);
    assertTrue(here.read(DOCUMENT, LIMIT).isEmpty());
  }

  @Test
  void deletedFolderIsGoneWithAllBelowIt() throws Exception {
    here.replace(DOCUMENT, bytes("one"), LIMIT);
    here.appender(Key.of("folder/log"), LIMIT).close();
    there.delete(Key.of("folder"), LIMIT);
    assertTrue(here.read(DOCUMENT, LIMIT).isEmpty());
    assertTrue(here.list(Key.ROOT, LIMIT).isEmpty());
  }

  @Test
  void deletingWhatIsAbsentIsNoError() throws Exception {
    here.delete(DOCUMENT, LIMIT);
    here.delete(Key.of("folder"), LIMIT);
  }

  @Test
  void deletedFolderCanComeAgain() throws Exception {
    here.replace(DOCUMENT, bytes("one"), LIMIT);
    here.delete(Key.of("folder"), LIMIT);
    here.replace(DOCUMENT, bytes("two"), LIMIT);
    assertEquals("two", content());
  }

  @Test
  void ageOfADocumentFollowsFromTheStoresTime() throws Exception {
    here.replace(DOCUMENT, bytes("one"), LIMIT);
    Document document = there.read(DOCUMENT, LIMIT).orElseThrow();
    Duration age = Duration.between(document.modified(), there.storeTime(LIMIT));
    assertTrue(age.compareTo(Duration.ofSeconds(-1)) > 0, () -> "age " + age);
    assertTrue(age.compareTo(LIMIT) < 0, () -> "age " + age);
  }

  @Test
  void probeAnswers() throws Exception {
    assertTrue(here.probe(LIMIT).compareTo(LIMIT) < 0);
  }

  private String content() throws TransportException {
    return text(there.read(DOCUMENT, LIMIT).orElseThrow().content());
  }
}
