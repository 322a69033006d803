package dev.pigeon.config;

import dev.pigeon.spi.Key;

/** Says what is wrong with names and values that somebody wrote, and spells values in one way. */
final class ValueCheck {
  private ValueCheck() {}

  /**
   * What is wrong with a dotted name that {@link ConfigKey#find} gave a key for; null if nothing.
   */
  static String nameProblem(ConfigKey key, String name) {
    if (key == ConfigKey.REMOTE_ENV
        && !isVariable(name.substring(ConfigKey.REMOTE_ENV_PREFIX.length()))) {
      return "is no name of a variable; use letters, digits and _, and no digit first";
    }
    if (key == ConfigKey.TRANSPORTS) {
      int dot = name.indexOf('.', ConfigKey.TRANSPORTS_PREFIX.length());
      if (dot < 0
          || !Key.isSegment(name.substring(ConfigKey.TRANSPORTS_PREFIX.length(), dot))
          || !Key.isSegment(name.substring(dot + 1))) {
        return "is no setting of a transport; write transports.<provider>.<setting>";
      }
    }
    return null;
  }

  /**
   * The one spelling of a value: {@code 4}, {@code 0.05}, {@code true}, or the text itself.
   *
   * @throws IllegalArgumentException if it has the wrong type or lies out of range; the message
   *     says what was expected
   */
  static String normalize(ConfigKey key, String text) {
    if (key.type() == ConfigKey.Type.STRING) {
      return checkString(key, text);
    }
    if (key.type() == ConfigKey.Type.LIST) {
      return checkList(key, text);
    }
    if (key.type() == ConfigKey.Type.BOOLEAN) {
      return Boolean.toString(truth(key, text));
    }
    if (!isNumber(text)) {
      throw expected(key, text);
    }
    try {
      if (key.type() == ConfigKey.Type.INTEGER) {
        long value = Long.parseLong(text);
        checkRange(key, text, value);
        return Long.toString(value);
      }
      double value = Double.parseDouble(text);
      checkRange(key, text, value);
      return Double.toString(value);
    } catch (NumberFormatException e) {
      throw expected(key, text);
    }
  }

  private static String checkString(ConfigKey key, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("holds a NUL character; leave it out");
    }
    if (text.isEmpty() && !key.isPattern() && key != ConfigKey.INTERACTIVE_PS1) {
      throw new IllegalArgumentException(
          "is empty; give a value or remove the key with `pigeon config unset "
              + key.dotted()
              + "`");
    }
    if (key.isPath() && !(text.startsWith("/") || text.startsWith("~/") || text.startsWith("$"))) {
      throw new IllegalArgumentException("\"" + text + "\" is no absolute path; begin it with /");
    }
    if (key == ConfigKey.NAMESPACE && text.indexOf('$') < 0) {
      String problem = Expansion.namespaceProblem(text);
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
    }
    if (key == ConfigKey.TRANSPORT && !Key.isSegment(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no name of a transport; see `pigeon transports`");
    }
    return text;
  }

  private static String checkList(ConfigKey key, String text) {
    for (String item : ConfigValue.items(text)) {
      if (item.isBlank() || item.indexOf('\0') >= 0 || item.indexOf('\r') >= 0) {
        throw new IllegalArgumentException(
            "holds an item that is none; expected " + key.type().words());
      }
    }
    return text;
  }

  private static void checkRange(ConfigKey key, String text, double value) {
    if (!key.isInRange(value)) {
      throw expected(key, text);
    }
  }

  private static boolean truth(ConfigKey key, String text) {
    if (isOneOf(text, "true", "1", "yes", "on")) {
      return true;
    }
    if (isOneOf(text, "false", "0", "no", "off")) {
      return false;
    }
    throw expected(key, text);
  }

  private static IllegalArgumentException expected(ConfigKey key, String text) {
    return new IllegalArgumentException("is \"" + text + "\"; expected " + key.expectation());
  }

  private static boolean isOneOf(String text, String... words) {
    for (String word : words) {
      if (word.equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }

  /** Keeps out what Java reads as a number and people do not: NaN, 0x1p3, 1d, spaces. */
  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isVariable(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!Expansion.isInVariable(name.charAt(i), i == 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
