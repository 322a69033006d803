package dev.pigeon.admission;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.Trust;
import java.time.Duration;

/** Opens a store for reading what clients wrote, where it is known who did. */
public final class BelievedStore {
  private BelievedStore() {}

  /**
   * The store as a worker reads requests from it. One that does not know who wrote what is believed
   * as a whole.
   *
   * @throws TransportException if users who are not believed could write there, or if users are
   *     named and the store knows none; the message says what to do
   */
  public static StoreReader open(Transport transport, Trust trust, Duration limit)
      throws TransportException {
    if (!transport.traits().can(Capability.OWNERS)) {
      if (trust.users().isEmpty()) {
        return transport;
      }
      throw new TransportException(
          FailureKind.INCOMPATIBLE,
          "worker.allow_users: this transport cannot tell who wrote what; remove the key with"
              + " `pigeon config unset worker.allow_users` and sign requests (auth.key_file)");
    }
    try {
      return transport.trusting(trust, limit);
    } catch (TransportException e) {
      if (e.kind() != FailureKind.REFUSED) {
        throw e;
      }
      String keys = ", or see worker.allow_shared_tree and worker.allow_users in docs/security.md";
      throw new TransportException(e.kind(), e.getMessage() + keys, e);
    }
  }
}
