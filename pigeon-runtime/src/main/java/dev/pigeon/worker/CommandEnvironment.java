package dev.pigeon.worker;

import dev.pigeon.wire.Request;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment of a command: the worker's own, and what request and configuration lay over it.
 */
final class CommandEnvironment {
  private CommandEnvironment() {}

  /**
   * In rising order of weight: the worker's environment without {@code unset_env}, the request's
   * {@code env}, this machine's {@code remote_env}, the caller's {@code remote_env}.
   */
  static Map<String, String> of(
      Map<String, String> own, Request request, Map<String, String> remoteEnv) {
    Map<String, String> env = new HashMap<>(own);
    for (String name : request.unsetEnv()) {
      env.remove(name);
    }
    env.putAll(request.env());
    env.putAll(remoteEnv);
    env.putAll(request.remoteEnv());
    env.put("PWD", request.cwd());
    env.remove("OLDPWD");
    env.keySet().removeIf(name -> name.isEmpty() || name.indexOf('=') >= 0 || hasNul(name));
    env.values().removeIf(CommandEnvironment::hasNul);
    return env;
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }
}
