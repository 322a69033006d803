package dev.pigeon.config;

import dev.pigeon.spi.Key;

/**
 * Puts variables into a value: {@code $NAME}, {@code ${NAME}}, and a leading {@code ~/} where that
 * is meant. It happens when a value is read, so that a file shared by several users holds for each.
 */
final class Expansion {
  private static final int MAX_NAMESPACE = 64;

  private Expansion() {}

  /**
   * The value of a key that is expanded, as it will be used.
   *
   * @throws IllegalArgumentException if a variable is unset or what comes out is no such value
   */
  static String resolve(ConfigKey key, String text, ConfigContext context) {
    if (key.isPath()) {
      String path = expandPath(text, context);
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("\"" + path + "\" is no absolute path; begin it with /");
      }
      return path;
    }
    String value = expand(text, context);
    String problem = key == ConfigKey.NAMESPACE ? namespaceProblem(value) : null;
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return value;
  }

  /** What is wrong with a namespace as it will be used; null if nothing. */
  static String namespaceProblem(String namespace) {
    if (Key.isSegment(namespace) && namespace.length() <= MAX_NAMESPACE) {
      return null;
    }
    return "\"" + namespace + "\" is no namespace; use 1 to 64 letters, digits, '.', '_' and '-'";
  }

  /**
   * The value with every variable replaced; a {@code $} before anything else stays.
   *
   * @throws IllegalArgumentException if a variable is unset; the message names it
   */
  static String expand(String text, ConfigContext context) {
    int dollar = text.indexOf('$');
    if (dollar < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int start = 0;
    while (dollar >= 0) {
      out.append(text, start, dollar);
      boolean braced = text.startsWith("{", dollar + 1);
      int nameStart = dollar + (braced ? 2 : 1);
      int nameEnd = nameEnd(text, nameStart);
      if (nameEnd == nameStart || braced && !text.startsWith("}", nameEnd)) {
        out.append('$');
        start = dollar + 1;
      } else {
        out.append(value(text.substring(nameStart, nameEnd), context));
        start = nameEnd + (braced ? 1 : 0);
      }
      dollar = text.indexOf('$', start);
    }
    return out.append(text, start, text.length()).toString();
  }

  private static String expandPath(String text, ConfigContext context) {
    if (text.startsWith("~/")) {
      return value("HOME", context) + expand(text.substring(1), context);
    }
    return expand(text, context);
  }

  private static int nameEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isInVariable(text.charAt(end), end == start)) {
      end++;
    }
    return end;
  }

  /** Whether the name of a variable may hold a character, or begin with it. */
  static boolean isInVariable(char c, boolean first) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c == '_'
        || !first && c >= '0' && c <= '9';
  }

  private static String value(String name, ConfigContext context) {
    String value = context.variable(name);
    if (value == null && name.equals("USER")) {
      value = context.osUser();
    }
    if (value == null && name.equals("HOME")) {
      value = context.home().toString();
    }
    if (value == null) {
      throw new IllegalArgumentException("$" + name + " is not set; export it or write the value");
    }
    return value;
  }
}
