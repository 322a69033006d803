package dev.pigeon.spi;

import java.util.Objects;

/**
 * A setting that a provider understands, as {@code pigeon transports} prints it.
 *
 * @param name the key below {@code [transports.<provider>]}
 * @param help one sentence for people, with unit and range
 * @param fallback the value when it is not set; null if the user has to set it, which pigeon asks
 *     for before it calls {@link TransportProvider#open}
 */
public record Setting(String name, String help, String fallback) {

  public Setting {
    if (!Key.isSegment(name)) {
      throw new IllegalArgumentException("not a setting's name: \"" + name + "\"");
    }
    Objects.requireNonNull(help, "help");
  }
}
