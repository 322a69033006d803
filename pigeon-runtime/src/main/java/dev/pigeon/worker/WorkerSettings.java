package dev.pigeon.worker;

import dev.pigeon.cleanup.CleanupRules;
import java.time.Duration;
import java.util.Map;

/**
 * What may change while a worker runs; re-read from the configuration every second.
 *
 * @param route the route it serves; null for none
 * @param pollInterval the longest wait between two looks at a store without change hints while
 *     sessions come
 * @param debug whether the debug log is on
 * @param remoteEnv what this machine's configuration forces upon every command
 * @param cleanup when old things go
 */
public record WorkerSettings(
    String route,
    Duration pollInterval,
    boolean debug,
    Map<String, String> remoteEnv,
    CleanupRules cleanup) {
  public WorkerSettings {
    remoteEnv = Map.copyOf(remoteEnv);
  }

  /** With the default rules of cleaning up. */
  public WorkerSettings(
      String route, Duration pollInterval, boolean debug, Map<String, String> remoteEnv) {
    this(route, pollInterval, debug, remoteEnv, CleanupRules.DEFAULT);
  }
}
