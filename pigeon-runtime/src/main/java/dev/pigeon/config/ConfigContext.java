package dev.pigeon.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the configuration knows of its process; nothing in this package asks the JVM for more.
 *
 * @param env the environment
 * @param home the user's home folder, absolute
 * @param osUser the user's name as the operating system has it; the fallback for {@code $USER}
 * @param cwd the working directory, absolute
 */
public record ConfigContext(Map<String, String> env, Path home, String osUser, Path cwd) {

  public ConfigContext {
    env = Map.copyOf(env);
    home = home.toAbsolutePath().normalize();
    cwd = cwd.toAbsolutePath().normalize();
    if (osUser == null) {
      throw new IllegalArgumentException("osUser is null");
    }
  }

  /** The value of a variable; null if it is unset or empty. */
  String variable(String name) {
    String value = env.get(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
