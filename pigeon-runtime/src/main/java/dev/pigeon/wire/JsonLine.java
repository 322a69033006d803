package dev.pigeon.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes one JSON object on one line into a buffer that is reused from line to line. */
final class JsonLine {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private final Base64Slices slices = new Base64Slices();
  private byte[] out;
  private int size;
  private boolean first;

  JsonLine(int capacity) {
    out = new byte[capacity];
  }

  /** Forgets what was written and opens an object. */
  JsonLine open() {
    size = 0;
    put('{');
    first = true;
    return this;
  }

  /** Closes the object; the bytes stay valid until the next {@link #open}. */
  ByteBuffer close() {
    put('}');
    return ByteBuffer.wrap(out, 0, size);
  }

  byte[] closeToBytes() {
    put('}');
    return Arrays.copyOf(out, size);
  }

  JsonLine field(String name, String value) {
    name(name);
    value(value);
    return this;
  }

  JsonLine field(String name, long value) {
    name(name);
    ascii(Long.toString(value));
    return this;
  }

  JsonLine field(String name, Integer value) {
    name(name);
    ascii(value == null ? "null" : Integer.toString(value));
    return this;
  }

  JsonLine field(String name, boolean value) {
    name(name);
    ascii(value ? "true" : "false");
    return this;
  }

  /** Seconds with a fraction of six digits, from microseconds. */
  JsonLine seconds(String name, long micros) {
    name(name);
    ascii(Long.toString(micros / 1_000_000));
    String fraction = Long.toString(1_000_000 + micros % 1_000_000);
    put('.');
    ascii(fraction.substring(1));
    return this;
  }

  JsonLine field(String name, List<String> values) {
    name(name);
    put('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        put(',');
      }
      value(values.get(i));
    }
    put(']');
    return this;
  }

  JsonLine field(String name, Map<String, String> values) {
    beginObject(name);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      field(entry.getKey(), entry.getValue());
    }
    return endObject();
  }

  JsonLine beginObject(String name) {
    name(name);
    put('{');
    first = true;
    return this;
  }

  JsonLine endObject() {
    put('}');
    first = false;
    return this;
  }

  /** A string, the base64 of the first {@code length} bytes of {@code data}. */
  JsonLine base64(String name, byte[] data, int length) {
    name(name);
    put('"');
    int encoded = Base64Slices.encodedLength(length);
    ensure(encoded);
    slices.encode(data, length, out, size);
    size += encoded;
    put('"');
    return this;
  }

  private void name(String name) {
    if (!first) {
      put(',');
    }
    first = false;
    value(name);
    put(':');
  }

  private void value(String text) {
    if (text == null) {
      ascii("null");
      return;
    }
    put('"');
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        utf8(text, i);
        put('"');
        return;
      }
      escaped(c);
    }
    put('"');
  }

  private void utf8(String text, int from) {
    byte[] bytes = text.substring(from).getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      if (b >= 0) {
        escaped((char) b);
      } else {
        put(b);
      }
    }
  }

  private void escaped(char c) {
    if (c == '"' || c == '\\') {
      put('\\');
      put(c);
    } else if (c >= ' ') {
      put(c);
    } else if (c == '\n') {
      put('\\');
      put('n');
    } else {
      ascii("\\u00");
      put(HEX[c >> 4]);
      put(HEX[c & 15]);
    }
  }

  private void ascii(String text) {
    int length = text.length();
    ensure(length);
    for (int i = 0; i < length; i++) {
      out[size++] = (byte) text.charAt(i);
    }
  }

  private void put(int b) {
    ensure(1);
    out[size++] = (byte) b;
  }

  private void ensure(int more) {
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + more));
    }
  }
}
