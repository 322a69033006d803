package dev.pigeon.cli.config;

import dev.pigeon.config.ConfigException;

/** Knows which transports there are, so that a mistyped name is not kept. */
public interface TransportCheck {
  /** Returns if {@code name} can be chosen. */
  void check(String name) throws ConfigException;

  /** Returns if {@code transport} may have a setting of that name; one that is not there may. */
  void checkSetting(String transport, String setting) throws ConfigException;
}
