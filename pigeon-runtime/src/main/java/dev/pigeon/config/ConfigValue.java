package dev.pigeon.config;

import java.time.Duration;
import java.util.List;

/**
 * What values mean. They travel as text in one spelling a type (see {@link ValueCheck}), so that
 * equal values are equal strings.
 */
public final class ConfigValue {
  private ConfigValue() {}

  /** A number of seconds as the time it is, to the microsecond. */
  static Duration time(String seconds) {
    return Duration.ofNanos(Math.round(Double.parseDouble(seconds) * 1e6) * 1000);
  }

  /** A number of MiB in bytes. */
  static long mebibytes(String text) {
    return Math.round(Double.parseDouble(text) * (1 << 20));
  }

  /** A value as TOML has it. */
  public static String literal(ConfigKey key, String value) {
    if (key.type() != ConfigKey.Type.LIST) {
      return key.type() == ConfigKey.Type.STRING ? quote(value) : value;
    }
    StringBuilder out = new StringBuilder("[");
    for (String item : items(value)) {
      out.append(out.length() == 1 ? "" : ", ").append(quote(item));
    }
    return out.append(']').toString();
  }

  /** The items of a normalised list. */
  public static List<String> items(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }

  private static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
