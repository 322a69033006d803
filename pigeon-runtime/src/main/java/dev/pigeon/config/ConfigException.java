package dev.pigeon.config;

import java.nio.file.Path;

/**
 * The configuration cannot be used or changed. The message is one line for the user: place, key,
 * problem, next step. The file is as it was.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    this(message, null);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A problem at a key of a file; a line below 1 and a null key are left out. */
  static ConfigException at(Path file, int line, String key, String problem) {
    StringBuilder message = new StringBuilder().append(file).append(':');
    if (line > 0) {
      message.append(line).append(':');
    }
    if (key != null) {
      message.append(' ').append(key).append(':');
    }
    return new ConfigException(message.append(' ').append(problem).toString());
  }
}
