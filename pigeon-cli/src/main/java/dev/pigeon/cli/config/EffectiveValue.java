package dev.pigeon.cli.config;

import dev.pigeon.config.Config;
import dev.pigeon.config.Config.Source;
import dev.pigeon.config.ConfigKey;
import dev.pigeon.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A value in force and where it comes from.
 *
 * @param name the dotted name
 * @param value with everything expanded; null for none
 * @param written as the file or the environment has it; null for none
 * @param line of the file; 0 if it does not come from there
 */
record EffectiveValue(
    ConfigKey key, String name, String value, String written, Source source, int line) {

  /** Every known key, in the order of {@link ConfigKey}, patterns as the file fills them. */
  static List<EffectiveValue> of(Config config) {
    List<EffectiveValue> values = new ArrayList<>();
    for (ConfigKey key : ConfigKey.values()) {
      if (!key.isPattern()) {
        values.add(plain(config, key));
        continue;
      }
      for (String name : config.names(key)) {
        String text = config.entry(name);
        values.add(new EffectiveValue(key, name, text, text, Source.FILE, config.line(name)));
      }
    }
    return values;
  }

  private static EffectiveValue plain(Config config, ConfigKey key) {
    boolean inherits = key == ConfigKey.WORKER_ROUTE && config.text(key) == null;
    ConfigKey from = inherits ? ConfigKey.ROUTE : key;
    String written = config.text(from);
    String value =
        switch (key) {
          case CACHE -> config.cache();
          case NAMESPACE -> config.namespace();
          case USER -> config.user();
          default -> written;
        };
    Source source = config.source(from);
    int line = source == Source.FILE ? config.line(from.dotted()) : 0;
    return new EffectiveValue(key, key.dotted(), value, written, source, line);
  }

  /** Where it comes from, for people. */
  String origin() {
    String place =
        switch (source) {
          case FILE -> "file, line " + line;
          case ENV -> "env, " + key.variable();
          case DEFAULT -> "default";
        };
    return value == null || value.equals(written)
        ? place
        : place + ": " + ConfigValue.literal(key, written);
  }
}
