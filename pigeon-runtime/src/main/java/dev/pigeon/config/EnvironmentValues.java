package dev.pigeon.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the environment says about keys, checked like a file. */
final class EnvironmentValues {
  private EnvironmentValues() {}

  /**
   * The normalised values of the variables that are copied into the file; a variable that is unset
   * or empty is left out.
   *
   * @throws ConfigException if a value is none; the message names the variable
   */
  static Map<ConfigKey, String> synced(ConfigContext context) throws ConfigException {
    Map<ConfigKey, String> values = new LinkedHashMap<>();
    for (ConfigKey key : ConfigKey.values()) {
      String value = key.isSynced() ? of(key, context) : null;
      if (value != null) {
        values.put(key, value);
      }
    }
    return values;
  }

  /** The normalised value of a key's variable; null if it has none or it is unset or empty. */
  static String of(ConfigKey key, ConfigContext context) throws ConfigException {
    String text = key.variable() == null ? null : context.variable(key.variable());
    if (text == null) {
      return null;
    }
    try {
      String value = ValueCheck.normalize(key, text);
      if (key.isExpanded()) {
        Expansion.resolve(key, value, context);
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          key.variable()
              + ": "
              + e.getMessage()
              + " (environment variable for "
              + key.dotted()
              + "; correct or unset it)",
          e);
    }
  }

  /** Those of {@code values} that the file holds otherwise or not at all. */
  static Map<ConfigKey, String> unlike(Map<String, Entry> entries, Map<ConfigKey, String> values) {
    Map<ConfigKey, String> unlike = new LinkedHashMap<>();
    for (Map.Entry<ConfigKey, String> value : values.entrySet()) {
      Entry entry = entries.get(value.getKey().dotted());
      if (entry == null || !entry.text().equals(value.getValue())) {
        unlike.put(value.getKey(), value.getValue());
      }
    }
    return unlike;
  }
}
