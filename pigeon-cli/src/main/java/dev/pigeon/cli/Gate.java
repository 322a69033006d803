package dev.pigeon.cli;

import dev.pigeon.admission.Admission;
import dev.pigeon.admission.AuditLog;
import dev.pigeon.admission.BelievedStore;
import dev.pigeon.admission.Rules;
import dev.pigeon.config.Config;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import dev.pigeon.wire.WorkerName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Who may have what run by the worker of a configuration. */
final class Gate {
  private static final Duration LIMIT = Duration.ofSeconds(12);

  private Gate() {}

  /**
   * Looks at what must be in order before a worker starts.
   *
   * @throws UsageError if the audit log or the key cannot be used
   * @throws TransportException if users who are not believed could write into the store
   */
  static Admission open(Transport transport, Config config, WorkerName worker)
      throws UsageError, TransportException {
    Trust trust = new Trust(Set.copyOf(config.workerAllowUsers()), config.workerAllowSharedTree());
    Rules rules =
        new Rules(config.workerAllowCommands(), config.workerAllowCwd(), config.workerAllowEnv());
    return new Admission(
        BelievedStore.open(transport, trust, LIMIT),
        rules,
        Keys.signer(config),
        audit(config, worker));
  }

  private static AuditLog audit(Config config, WorkerName worker) throws UsageError {
    if (config.workerAuditLog() == null) {
      return null;
    }
    AuditLog audit = new AuditLog(Path.of(config.workerAuditLog()), worker, Ticker.SYSTEM);
    try {
      audit.check();
      return audit;
    } catch (IOException e) {
      throw new UsageError(
          "cannot append to worker.audit_log: " + e + "; correct or unset it, or mend the file");
    }
  }
}
