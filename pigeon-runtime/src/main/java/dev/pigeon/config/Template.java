package dev.pigeon.config;

import java.util.Map;

/** The text of a new configuration file. */
final class Template {
  private Template() {}

  /** The defaults, each below its help, with the given normalised values in their place. */
  static String text(Map<ConfigKey, String> values) {
    StringBuilder text = new StringBuilder(1024);
    text.append("# Configuration of pigeon; `pigeon config keys` lists every key.\n\n");
    String table = "";
    for (ConfigKey key : ConfigKey.values()) {
      String value = values.get(key);
      if (value == null && key.isWrittenByDefault()) {
        value = key.fallback();
      }
      if (value == null) {
        continue;
      }
      int dot = key.dotted().indexOf('.');
      String own = dot < 0 ? "" : key.dotted().substring(0, dot);
      if (!own.equals(table)) {
        text.append("\n[").append(own).append("]\n");
        table = own;
      }
      text.append("# ").append(key.help()).append('\n');
      text.append(key.dotted().substring(dot + 1))
          .append(" = ")
          .append(ConfigValue.literal(key, value));
      text.append('\n');
    }
    return text.toString();
  }
}
