package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.spi.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A listing has the names right below a folder, sorted. */
public abstract class ListingTck extends TransportTck {

  @Test
  void absentFolderIsEmpty() throws Exception {
    assertEquals(List.of(), here.list(Key.of("folder"), LIMIT));
    assertEquals(List.of(), here.list(Key.ROOT, LIMIT));
  }

  @Test
  void namesAreSortedAndOnlyThoseRightBelow() throws Exception {
    here.replace(Key.of("b/2"), bytes("x"), LIMIT);
    here.replace(Key.of("b/10/deep"), bytes("x"), LIMIT);
    here.appender(Key.of("b/1.jsonl"), LIMIT).close();
    here.replace(Key.of("a"), bytes("x"), LIMIT);
    here.replace(Key.of("bb"), bytes("x"), LIMIT);
    assertEquals(List.of("a", "b", "bb"), there.list(Key.ROOT, LIMIT));
    assertEquals(List.of("1.jsonl", "10", "2"), there.list(Key.of("b"), LIMIT));
  }

  @Test
  void deletedNamesAreGone() throws Exception {
    here.replace(Key.of("f/a"), bytes("x"), LIMIT);
    here.replace(Key.of("f/b/c"), bytes("x"), LIMIT);
    here.delete(Key.of("f/a"), LIMIT);
    here.delete(Key.of("f/b"), LIMIT);
    assertEquals(List.of(), there.list(Key.of("f"), LIMIT));
  }

  @Test
  void listingShowsNoWorkFiles() throws Exception {
    for (int i = 0; i < 20; i++) {
      here.replace(Key.of("f/a"), bytes("x"), LIMIT);
      here.create(Key.of("f/b"), bytes("y" + i), LIMIT);
      here.probe(LIMIT);
      assertEquals(List.of("a", "b"), there.list(Key.of("f"), LIMIT));
      assertEquals(List.of("f"), there.list(Key.ROOT, LIMIT));
    }
  }

  @Test
  void listingCanBeRepeatedWhileNamesCome() throws Exception {
    for (int i = 100; i < 200; i++) {
      here.replace(Key.of("f/" + i), bytes("x"), LIMIT);
      assertEquals(i - 99, there.list(Key.of("f"), LIMIT).size());
    }
  }
}
