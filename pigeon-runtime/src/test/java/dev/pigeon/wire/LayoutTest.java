package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  private static final SessionId ID = SessionId.of(1772262903123L, 0x0123456789abL);

  @Test
  void sessionsFilesHaveTheirNames() {
    String folder = "sessions/1772262903123-0123456789ab";
    assertEquals(folder, Layout.session(ID).path());
    assertEquals(folder + "/request.json", Layout.request(ID).path());
    assertEquals(folder + "/status.json", Layout.status(ID).path());
    assertEquals(folder + "/stream.jsonl", Layout.stream(ID).path());
    assertEquals(folder + "/stdin.jsonl", Layout.stdin(ID).path());
    assertEquals(folder + "/control.jsonl", Layout.control(ID).path());
    assertEquals(folder + "/worker.claim", Layout.claim(ID).path());
  }

  @Test
  void lockIsNamedByTheHashOfTheFolder() {
    // printf %s '' | sha256sum
    assertEquals(
        "locks/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.lock",
        Layout.lock("").path());
    // printf %s abc | sha256sum
    assertEquals(
        "locks/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.lock",
        Layout.lock("abc").path());
    assertEquals(Layout.lock("/é"), Layout.lock("/\u00e9"));
  }

  @Test
  void ticketsOfALockDiffer() {
    Key lock = Layout.lock("/tmp");
    assertEquals(lock.path() + ".0", Layout.ticket(lock, 0).path());
    assertEquals(lock.path() + '.' + Long.MAX_VALUE, Layout.ticket(lock, Long.MAX_VALUE).path());
  }

  @Test
  void hostsBecomeSafeNames() {
    assertEquals("workers/gpu_m-7.json", Layout.worker("gpu_m", 7).path());
    assertEquals("workers/a.b-C_9-7.json", Layout.worker("a.b-C_9", 7).path());
    assertEquals("workers/a_b__c-7.json", Layout.worker("a/b:éc".replace("é", "/"), 7).path());
    assertEquals("workers/__-7.json", Layout.worker("\u00e9 ", 7).path());
    assertEquals("workers/_-0.json", Layout.worker("", 0).path());
    assertTrue(Layout.worker("h".repeat(300), Long.MAX_VALUE).name().length() <= 128);
  }

  @Test
  void aHostThatBeginsWithADotHasAHeartbeat() {
    assertEquals("workers/_hidden-7.json", Layout.worker(".hidden", 7).path());
  }

  @Test
  void onlyJsonFilesAreHeartbeats() {
    assertTrue(Layout.isWorker("host-7.json"));
    assertFalse(Layout.isWorker(".json"));
    assertFalse(Layout.isWorker("host-7.json.tmp"));
  }

  @Test
  void aLockIsKnownByItsFileAndItsTickets() {
    Key lock = Layout.lock("/work");
    assertEquals(lock, Layout.lockOf(lock.name()));
    assertEquals(lock, Layout.lockOf(Layout.ticket(lock, 12).name()));
    assertEquals(null, Layout.lockOf(lock.name() + "x"));
    assertEquals(null, Layout.lockOf(lock.name() + "."));
    assertEquals(null, Layout.lockOf("x" + lock.name()));
    assertEquals(null, Layout.lockOf("README"));
    assertEquals(null, Layout.lockOf("g".repeat(64) + ".lock"));
  }

  @Test
  void idHasMillisAndTwelveHexDigits() {
    assertEquals("1772262903123-0123456789ab", ID.value());
    assertEquals("5-ffffffffffff", SessionId.of(5, -1).value());
    assertTrue(SessionId.of(999, 0).compareTo(SessionId.of(998, -1)) > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "1", "1-", "-a", "a-1", "1-a/b", "1-a.b", "1-é", "1 -a", "../1-a", "1-\n"
      })
  void whatIsNoIdIsRefused(String name) {
    assertFalse(SessionId.isValid(name));
    assertThrows(IllegalArgumentException.class, () -> new SessionId(name));
  }

  @Test
  void foreignIdsOfASafeShapeAreAccepted() {
    assertTrue(SessionId.isValid("1772262903123-deadBEEF"));
    assertTrue(SessionId.isValid("1-a-b_c"));
    assertFalse(SessionId.isValid("1-" + "a".repeat(63)));
  }
}
