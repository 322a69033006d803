package dev.pigeon.cli.config;

import dev.pigeon.config.ConfigException;

/** Knows which transports there are, so that a mistyped name is not kept. */
@FunctionalInterface
public interface TransportCheck {
  /** Returns if {@code name} can be chosen. */
  void check(String name) throws ConfigException;
}
