package dev.pigeon.cli;

import dev.pigeon.admission.Admission;
import dev.pigeon.admission.BelievedStore;
import dev.pigeon.admission.Rules;
import dev.pigeon.config.Config;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import java.time.Duration;
import java.util.Set;

/** Who may have what run by the worker of a configuration. */
final class Gate {
  private static final Duration LIMIT = Duration.ofSeconds(12);

  private Gate() {}

  /**
   * Looks at what must be in order before a worker starts.
   *
   * @throws TransportException if users who are not believed could write into the store
   */
  static Admission open(Transport transport, Config config) throws TransportException {
    Trust trust = new Trust(Set.copyOf(config.workerAllowUsers()), config.workerAllowSharedTree());
    Rules rules =
        new Rules(config.workerAllowCommands(), config.workerAllowCwd(), config.workerAllowEnv());
    return new Admission(BelievedStore.open(transport, trust, LIMIT), rules);
  }
}
