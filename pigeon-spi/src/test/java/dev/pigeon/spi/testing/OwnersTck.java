package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Trust;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A store knows who wrote what, or says that it does not. */
public abstract class OwnersTck extends TransportTck {
  private static final Key DOCUMENT = Key.of("folder/document");
  private static final Key LOG = Key.of("folder/log");

  @Test
  void ownWritingIsBelievedOrNobodysIs() throws Exception {
    there.replace(DOCUMENT, bytes("mine"), LIMIT);
    there.appender(LOG, LIMIT).append(records("one"), LIMIT);
    if (!here.traits().can(Capability.OWNERS)) {
      assertFails(FailureKind.INCOMPATIBLE, () -> here.trusting(Trust.OWN, LIMIT));
      return;
    }
    StoreReader reader = here.trusting(Trust.OWN, LIMIT);
    assertEquals("mine", text(reader.read(DOCUMENT, LIMIT).orElseThrow().content()));
    assertEquals(List.of("one"), lookAll(reader.tail(LOG, 0)));
    Trust unknown = new Trust(Set.of("no such user"), false);
    assertFails(FailureKind.INCOMPATIBLE, () -> here.trusting(unknown, LIMIT));
  }
}
