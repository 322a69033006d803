package dev.pigeon.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A pull reader of one JSON value in UTF-8. Built for small untrusted objects and for records whose
 * one long string is wanted as bytes: it neither builds a tree nor recurses.
 *
 * <p>Every method throws {@link MalformedJson} at the first byte that is not what was asked for.
 */
final class JsonCursor {
  private static final int MAX_DEPTH = 64;

  private final byte[] in;
  private final int end;
  private int at;
  private boolean first;

  /** A cursor over the remaining bytes of any buffer; the buffer is left as it is. */
  JsonCursor(ByteBuffer buffer) {
    int length = buffer.remaining();
    if (buffer.hasArray()) {
      in = buffer.array();
      at = buffer.arrayOffset() + buffer.position();
    } else {
      in = new byte[length]; // direct or read-only, as some transports give it
      buffer.duplicate().get(in);
    }
    end = at + length;
  }

  JsonCursor(byte[] bytes) {
    in = bytes;
    end = bytes.length;
  }

  /** Enters an object; then alternate {@link #nextField} and one value. */
  void beginObject() throws MalformedJson {
    expect('{');
    first = true;
  }

  /** The next field's name, or null when the object ends here (and is left). */
  String nextField() throws MalformedJson {
    if (!another('}')) {
      return null;
    }
    String name = string();
    expect(':');
    return name;
  }

  /** Enters an array; then alternate {@link #nextElement} and one value. */
  void beginArray() throws MalformedJson {
    expect('[');
    first = true;
  }

  /** Whether another element follows; false leaves the array. */
  boolean nextElement() throws MalformedJson {
    return another(']');
  }

  /** Takes a {@code null} if one stands here. */
  boolean takeNull() throws MalformedJson {
    return peek() == 'n' && take("null");
  }

  /** A string, or null for anything else, which is passed over. */
  String stringIfAny() throws MalformedJson {
    if (peek() == '"') {
      return string();
    }
    skip();
    return null;
  }

  /** Enters an object as {@link #beginObject} does, or passes over anything else: false then. */
  boolean beginObjectIfAny() throws MalformedJson {
    if (peek() == '{') {
      beginObject();
      return true;
    }
    skip();
    return false;
  }

  /** A string, or null for {@code null}. */
  String nullableString() throws MalformedJson {
    return takeNull() ? null : string();
  }

  String string() throws MalformedJson {
    int from = openString();
    int close = closingQuote(from);
    at = close + 1;
    for (int i = from; i < close; i++) {
      if (in[i] == '\\') {
        return unescape(from, close);
      }
    }
    return new String(in, from, close - from, StandardCharsets.UTF_8);
  }

  /** The bytes of an ASCII string such as base64; a view of the input unless it has escapes. */
  ByteBuffer plainString() throws MalformedJson {
    int from = openString();
    int close = from;
    while (close < end && in[close] != '"') {
      if (in[close] == '\\') {
        at = from - 1; // some writers escape the + and / of base64
        return ByteBuffer.wrap(string().getBytes(StandardCharsets.ISO_8859_1));
      }
      close++;
    }
    if (close == end) {
      throw new MalformedJson("unterminated string");
    }
    at = close + 1;
    return ByteBuffer.wrap(in, from, close - from);
  }

  /**
   * The same for the last field of a record whose content will be checked by its reader: takes all
   * up to a final {@code "}} without looking at the bytes between. Null if the record does not end
   * so; then nothing is consumed.
   */
  ByteBuffer plainTail() throws MalformedJson {
    if (peek() != '"' || end - at < 3 || in[end - 1] != '}' || in[end - 2] != '"') {
      return null;
    }
    int from = at + 1;
    at = end - 1;
    return ByteBuffer.wrap(in, from, end - 2 - from);
  }

  boolean bool() throws MalformedJson {
    byte c = peek();
    if (c == 't' && take("true")) {
      return true;
    }
    if (c == 'f' && take("false")) {
      return false;
    }
    throw unexpected("a boolean");
  }

  /** A whole number of at most 18 digits; a fraction or exponent is refused. */
  long integer() throws MalformedJson {
    boolean negative = peek() == '-';
    int from = negative ? at + 1 : at;
    int i = from;
    long value = 0;
    while (i < end && in[i] >= '0' && in[i] <= '9') {
      if (i - from == 18) {
        throw new MalformedJson("number out of range");
      }
      value = value * 10 + (in[i++] - '0');
    }
    if (i == from || i < end && isNumberByte(in[i])) {
      throw unexpected("a whole number");
    }
    at = i;
    return negative ? -value : value;
  }

  /** An integer of 32 bits. */
  int int32() throws MalformedJson {
    long value = integer();
    if (value != (int) value) {
      throw new MalformedJson("number out of range");
    }
    return (int) value;
  }

  double number() throws MalformedJson {
    peek();
    int from = at;
    while (at < end && isNumberByte(in[at])) {
      at++;
    }
    try {
      return Double.parseDouble(new String(in, from, at - from, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      at = from;
      throw unexpected("a number");
    }
  }

  /** Passes over one value of any kind. */
  void skip() throws MalformedJson {
    int depth = 0;
    long objects = 0; // one bit a level: whether it is an object
    while (true) {
      byte c = peek();
      if (c == '{' || c == '[') {
        at++;
        if (++depth > MAX_DEPTH) {
          throw new MalformedJson("nested deeper than " + MAX_DEPTH);
        }
        objects = objects << 1 | (c == '{' ? 1 : 0);
        first = true;
      } else {
        skipScalar(c);
      }
      while (depth > 0 && !another((objects & 1) == 1 ? '}' : ']')) {
        depth--;
        objects >>>= 1;
      }
      if (depth == 0) {
        return;
      }
      if ((objects & 1) == 1) {
        skipString();
        expect(':');
      }
    }
  }

  /** Checks that nothing but white space is left. */
  void end() throws MalformedJson {
    while (at < end && isSpace(in[at])) {
      at++;
    }
    if (at < end) {
      throw unexpected("the end");
    }
  }

  /** Passes the comma before the next field or element; false leaves the object or array. */
  private boolean another(char close) throws MalformedJson {
    boolean opening = first;
    first = false;
    if (peek() == close) {
      at++;
      return false;
    }
    if (!opening) {
      expect(',');
    }
    return true;
  }

  private void skipScalar(byte c) throws MalformedJson {
    switch (c) {
      case '"' -> skipString();
      case 't' -> require(take("true"));
      case 'f' -> require(take("false"));
      case 'n' -> require(take("null"));
      default -> number();
    }
  }

  /** Passes over a string. */
  void skipString() throws MalformedJson {
    at = closingQuote(openString()) + 1;
  }

  private int openString() throws MalformedJson {
    expect('"');
    return at;
  }

  private int closingQuote(int from) throws MalformedJson {
    for (int i = from; i < end; i++) {
      byte c = in[i];
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        i++;
      } else if (c >= 0 && c < ' ') {
        throw new MalformedJson("control character in a string");
      }
    }
    throw new MalformedJson("unterminated string");
  }

  private String unescape(int from, int close) throws MalformedJson {
    StringBuilder out = new StringBuilder(close - from);
    int plain = from;
    int i = from;
    while (i < close) {
      if (in[i] != '\\') {
        i++;
        continue;
      }
      out.append(new String(in, plain, i - plain, StandardCharsets.UTF_8));
      byte c = in[i + 1];
      i += 2;
      switch (c) {
        case '"', '\\', '/' -> out.append((char) c);
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append(hex4(i, close));
          i += 4;
        }
        default -> throw new MalformedJson("unknown escape");
      }
      plain = i;
    }
    return out.append(new String(in, plain, close - plain, StandardCharsets.UTF_8)).toString();
  }

  private char hex4(int from, int close) throws MalformedJson {
    if (from + 4 > close) {
      throw new MalformedJson("cut \\u escape");
    }
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(in[i], 16);
      if (digit < 0) {
        throw new MalformedJson("bad \\u escape");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private byte peek() throws MalformedJson {
    while (at < end && isSpace(in[at])) {
      at++;
    }
    if (at == end) {
      throw new MalformedJson("cut short");
    }
    return in[at];
  }

  private void expect(char c) throws MalformedJson {
    if (peek() != c) {
      throw unexpected("'" + c + "'");
    }
    at++;
  }

  /** Passes over exactly these ASCII characters; false, and nothing consumed, if others follow. */
  boolean take(String word) {
    if (end - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (in[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  private void require(boolean taken) throws MalformedJson {
    if (!taken) {
      throw unexpected("a value");
    }
  }

  private MalformedJson unexpected(String wanted) {
    return new MalformedJson("expected " + wanted + ", found byte " + (at < end ? in[at] : -1));
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private static boolean isNumberByte(byte c) {
    return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }
}
