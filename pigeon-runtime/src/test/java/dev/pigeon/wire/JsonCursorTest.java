package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {

  @Test
  void everyEscapeIsUndone() throws Exception {
    assertEquals("\"\\/\b\f\n\r\t", cursor("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"").string());
    assertEquals("aé€\0z", cursor("\"a\\u00e9\\u20AC\\u0000z\"").string());
  }

  @Test
  void escapedSurrogatesBecomeOneCharacter() throws Exception {
    assertEquals("\uD83D\uDC26", cursor("\"\\ud83d\\udc26\"").string());
    assertEquals("🐦", cursor("\"🐦\"").string());
  }

  @Test
  void aLoneSurrogateStaysWhatItIs() throws Exception {
    assertEquals("\uD83Dx", cursor("\"\\ud83dx\"").string());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\"a",
        "\"a\\\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u-123\"",
        "\"a\nb\"",
        "\"a\u0000b\"",
        "\"a\u001fb\"",
        "a",
        "'a'",
        ""
      })
  void brokenStringIsRefused(String text) {
    assertThrows(MalformedJson.class, () -> cursor(text).string());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}",
        " {\t\"a\" :\r\n{ } } ",
        "{\"a\":[],\"b\":{}}",
        "{\"a\":[1,[2,{\"b\":null}],true,false,\"}\"]}",
        "{\"a\":-1.5e+3,\"b\":0.1}",
        "[]",
        "null",
        "\"\\u0041\"",
        "3"
      })
  void wellFormedValueIsPassedOver(String text) throws Exception {
    JsonCursor json = cursor(text);
    json.skip();
    json.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{,\"a\":1}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\",1}",
        "{1:2}",
        "{\"a\":1]",
        "[1}",
        "[1 2]",
        "[,1]",
        "[1,]",
        "[1:2]",
        "]",
        "}",
        ",",
        ":",
        "tru",
        "nul",
        "fals",
        "truth",
        "1-2",
        "--1",
        "0x10",
        "NaN",
        "Infinity",
        "{}{}",
        "1 2"
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThrows(
        MalformedJson.class,
        () -> {
          JsonCursor json = cursor(text);
          json.skip();
          json.end();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{,\"a\":1}", "{\"a\":1,}", "{\"a\":1 \"b\":1}", "{\"a\":1,,\"b\":1}"})
  void fieldsAreParted(String text) {
    assertThrows(
        MalformedJson.class,
        () -> {
          JsonCursor json = cursor(text);
          json.beginObject();
          while (json.nextField() != null) {
            json.integer();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[,1]", "[1,]", "[1 1]", "[1,,1]", "[1}"})
  void elementsAreParted(String text) {
    assertThrows(
        MalformedJson.class,
        () -> {
          JsonCursor json = cursor(text);
          json.beginArray();
          while (json.nextElement()) {
            json.integer();
          }
        });
  }

  @Test
  void depthIsLimitedWithoutRecursion() throws Exception {
    cursor("[".repeat(64) + "]".repeat(64)).skip();
    cursor("{\"a\":".repeat(64) + "1" + "}".repeat(64)).skip();
    assertThrows(MalformedJson.class, () -> cursor("[".repeat(65) + "]".repeat(65)).skip());
    assertThrows(MalformedJson.class, () -> cursor("[".repeat(1 << 20)).skip());
  }

  @Test
  void numbersHaveTheirRange() throws Exception {
    assertEquals(999_999_999_999_999_999L, cursor("999999999999999999").integer());
    assertEquals(-7, cursor("-7").integer());
    assertEquals(Integer.MIN_VALUE, cursor("-2147483648").int32());
    assertEquals(1.25, cursor("1.25").number());
    for (String bad : new String[] {"1234567890123456789", "1.0", "1e3", "-", "+1", "\"1\"", ""}) {
      assertThrows(MalformedJson.class, () -> cursor(bad).integer(), bad);
    }
    assertThrows(MalformedJson.class, () -> cursor("2147483648").int32());
    assertThrows(MalformedJson.class, () -> cursor("x").number());
  }

  @Test
  void wordsAreTakenWhole() throws Exception {
    assertTrue(cursor("true").bool());
    assertFalse(cursor(" false").bool());
    assertNull(cursor("null").nullableString());
    assertEquals("null", cursor("\"null\"").nullableString());
    assertThrows(MalformedJson.class, () -> cursor("tru").bool());
    assertThrows(MalformedJson.class, () -> cursor("1").bool());
    assertThrows(MalformedJson.class, () -> cursor("nul").nullableString());
  }

  @Test
  void plainStringIsAViewUnlessItHasEscapes() throws Exception {
    assertEquals("YWJj", ascii(cursor("\"YWJj\"").plainString()));
    assertEquals("a+/=", ascii(cursor("\"a\\u002b\\/=\"").plainString()));
    JsonCursor json = cursor("{\"d\":\"a\\/\",\"e\":1}");
    json.beginObject();
    json.nextField();
    assertEquals("a/", ascii(json.plainString()));
    assertEquals("e", json.nextField());
    assertThrows(MalformedJson.class, () -> cursor("\"abc").plainString());
    assertThrows(MalformedJson.class, () -> cursor("\"abc\\").plainString());
  }

  @Test
  void everyTruncationIsRefused() throws Exception {
    byte[] whole =
        "{\"a\":\"x\\u00e9\\n🐦\",\"b\":[1,{\"c\":null}],\"d\":true,\"e\":-12.5e1}"
            .getBytes(StandardCharsets.UTF_8);
    read(whole);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(MalformedJson.class, () -> read(cut), () -> "cut to " + cut.length);
    }
  }

  @Test
  void bufferIsReadFromItsPositionAndLeftAsItIs() throws Exception {
    ByteBuffer buffer = ByteBuffer.wrap("xx{}yy".getBytes(StandardCharsets.UTF_8), 2, 2).slice();
    JsonCursor json = new JsonCursor(buffer);
    json.skip();
    json.end();
    assertEquals(2, buffer.remaining());
  }

  @Test
  void directAndReadOnlyBuffersAreRead() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put((byte) 'x').put((byte) '7');
    direct.flip().position(1);
    assertEquals(7, new JsonCursor(direct).integer());
    assertEquals(7, new JsonCursor(direct.asReadOnlyBuffer()).integer());
  }

  private static void read(byte[] bytes) throws MalformedJson {
    JsonCursor json = new JsonCursor(bytes);
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (name.equals("a")) {
        json.string();
      } else {
        json.skip();
      }
    }
    json.end();
  }

  private static String ascii(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  private static JsonCursor cursor(String text) {
    return new JsonCursor(text.getBytes(StandardCharsets.UTF_8));
  }
}
