package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store out of reach fails as such, is never taken for an empty one, and works again after. */
public abstract class FailuresTck extends TransportTck {
  private static final Key KEY = Key.of("folder/name");
  private static final Key LOG = Key.of("folder/log");

  @Test
  void storeOutOfReachIsUnreachable() throws Exception {
    takeAway();
    assertFails(FailureKind.UNREACHABLE, () -> here.read(KEY, LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.replace(KEY, bytes("y"), LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.create(KEY, bytes("y"), LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.delete(KEY, LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.list(KEY.parent(), LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.list(Key.ROOT, LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.appender(LOG, LIMIT));
    assertFails(FailureKind.UNREACHABLE, () -> here.probe(LIMIT));
    store.setReachable(true);
  }

  @Test
  void storeBackInReachHasWhatItHad() throws Exception {
    takeAway();
    assertFails(FailureKind.UNREACHABLE, () -> here.replace(KEY, bytes("y"), LIMIT));
    store.setReachable(true);
    assertEquals("x", text(here.read(KEY, LIMIT).orElseThrow().content()));
    here.replace(KEY, bytes("y"), LIMIT);
    assertEquals("y", text(there.read(KEY, LIMIT).orElseThrow().content()));
    here.probe(LIMIT);
  }

  @Test
  void tailGoesOnOnceTheStoreIsBack() throws Exception {
    here.appender(LOG, LIMIT).append(records("one"), LIMIT);
    try (LogTail tail = there.tail(LOG, 0)) {
      takeAway();
      lookInVain(tail);
      store.setReachable(true);
      assertEquals(List.of("one"), lookAll(tail));
    }
  }

  /** Out of reach, a tail may have nothing new or say so; it must not lose its place. */
  private static void lookInVain(LogTail tail) {
    try {
      assertTrue(look(tail).isEmpty());
    } catch (TransportException e) {
      assertEquals(FailureKind.UNREACHABLE, e.kind());
    }
  }

  private void takeAway() throws Exception {
    here.replace(KEY, bytes("x"), LIMIT);
    assumeTrue(store.setReachable(false), "the store cannot be taken away");
  }
}
