package dev.pigeon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.testing.HandTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link EscapeFilter} and {@link LeaveKeys}. */
class KeysTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "~.; <LEAVE>",
        "a~.; a~.",
        "a/~.b; a/<LEAVE>b",
        "~~.; ~.",
        "~~~.; ~~.",
        "~?~?; <HELP><HELP>",
        "a/~z/~?; a/~z/<HELP>",
        "~x~.; ~x~.",
        "~/~.; ~/<LEAVE>",
        "ls/~^q; ls/<SUSPEND>q",
        "~.~.; <LEAVE><LEAVE>",
        "a/b; a/b"
      })
  void everySplitOfTheInputMeansTheSame(String typed, String wanted) {
    byte[] bytes = typed.replace('/', '\r').replace('^', '\u001a').getBytes(StandardCharsets.UTF_8);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        EscapeFilter filter = new EscapeFilter();
        String seen =
            feed(filter, bytes, 0, first)
                + feed(filter, bytes, first, second)
                + feed(filter, bytes, second, bytes.length);
        assertEquals(wanted.replace('/', '\r'), seen, "split at " + first + " and " + second);
      }
    }
  }

  @Test
  void aLongPasteIsPassedWhole() {
    byte[] bytes = "~a\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        new String(bytes, StandardCharsets.UTF_8),
        feed(new EscapeFilter(), bytes, 0, bytes.length));
  }

  @Test
  void theSecondPressWithoutAReactionIsToldAndTheThirdInsists() {
    HandTicker ticker = new HandTicker();
    LeaveKeys keys = new LeaveKeys(ticker);
    assertFalse(keys.pressed());
    assertFalse(keys.pressed(), "a double press is one wish");
    ticker.advance(Duration.ofSeconds(1));
    assertTrue(keys.pressed());
    assertFalse(keys.insists());
    assertTrue(keys.pressed());
    assertTrue(keys.insists());
    keys.progress();
    assertFalse(keys.pressed());
    assertFalse(keys.insists());
  }

  private static String feed(EscapeFilter filter, byte[] bytes, int from, int to) {
    StringBuilder out = new StringBuilder();
    int at = from;
    while (at < to) {
      EscapeFilter.Action action = filter.feed(bytes, at, to);
      out.append(new String(filter.passed(), 0, filter.length(), StandardCharsets.UTF_8));
      out.append(action == EscapeFilter.Action.NONE ? "" : "<" + action + ">");
      at = filter.taken();
    }
    return out.toString();
  }
}
