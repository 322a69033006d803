package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  private static final ObjectMapper STRANGER = new ObjectMapper();

  @Test
  void anotherJsonReaderReadsWhatIsWritten() throws Exception {
    byte[] line =
        new JsonLine(1)
            .open()
            .field("text", "\0\u0001\u001f \"\\/\n\r\té🐦\u007f\u2028")
            .field("none", (String) null)
            .field("long", Long.MIN_VALUE)
            .field("int", (Integer) null)
            .field("yes", true)
            .seconds("seconds", 1_772_262_903_000_042L)
            .field("list", List.of("a", "", "é"))
            .field("empty", List.of())
            .field("map", Map.of("k\"", "v"))
            .beginObject("inner")
            .endObject()
            .field("last", 1)
            .closeToBytes();
    JsonNode read = STRANGER.readTree(line);
    assertEquals("\0\u0001\u001f \"\\/\n\r\té🐦\u007f\u2028", read.get("text").textValue());
    assertEquals(Long.MIN_VALUE, read.get("long").longValue());
    assertEquals("1772262903.000042", read.get("seconds").decimalValue().toPlainString());
    assertEquals("é", read.get("list").get(2).textValue());
    assertEquals("v", read.get("map").get("k\"").textValue());
    assertEquals(11, read.size());
  }

  @Test
  void lineNeverHoldsANewlineOrNul() {
    byte[] line = new JsonLine(8).open().field("a\n", "\n\0\r").closeToBytes();
    assertEquals("{\"a\\n\":\"\\n\\u0000\\u000d\"}", new String(line, StandardCharsets.US_ASCII));
  }

  @Test
  void openForgetsTheLineBefore() {
    JsonLine line = new JsonLine(8);
    line.open().field("long", "x".repeat(100)).close();
    assertEquals(
        "{\"a\":1}",
        StandardCharsets.US_ASCII.decode(line.open().field("a", 1).close()).toString());
  }

  @Test
  void anyTextSurvives() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(20); left > 0; left--) {
        text.appendCodePoint(anyCodePoint(random));
      }
      byte[] line = new JsonLine(4).open().field("t", text.toString()).closeToBytes();
      JsonCursor json = new JsonCursor(line);
      json.beginObject();
      json.nextField();
      assertEquals(text.toString(), json.string());
      assertEquals(text.toString(), STRANGER.readTree(line).get("t").textValue());
    }
  }

  private static int anyCodePoint(Random random) {
    int bound = new int[] {0x20, 0x80, 0x800, 0xd800, 0x110000}[random.nextInt(5)];
    int code = random.nextInt(bound);
    return code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
  }
}
