package dev.pigeon.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What {@link TransportProvider#open} gets.
 *
 * @param cache the value of {@code cache}: where the store is, by convention a folder; a provider
 *     that needs no folder ignores it
 * @param namespace the store's users see only what lies in their namespace; one segment of a {@link
 *     Key}
 * @param values the user's values for the provider's own {@link Setting}s; known names only, absent
 *     where the user set nothing
 */
public record TransportSettings(String cache, String namespace, Map<String, String> values) {

  public TransportSettings {
    Objects.requireNonNull(cache, "cache");
    if (!Key.isSegment(namespace)) {
      throw new IllegalArgumentException("not a namespace: \"" + namespace + "\"");
    }
    values = Map.copyOf(values);
  }

  /** The value of a setting: the user's, else its fallback, else null. */
  public String value(Setting setting) {
    String own = values.get(setting.name());
    return own != null ? own : setting.fallback();
  }
}
