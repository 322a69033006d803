package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import java.time.Duration;
import java.util.Optional;

/** What a session that has not started is waiting for, in words; looks once a second. */
final class TurnNotice {
  private final Transport transport;
  private final Ticker ticker;
  private final String cwd;
  private String text;
  private long looked;

  TurnNotice(Transport transport, Ticker ticker, String cwd) {
    this.transport = transport;
    this.ticker = ticker;
    this.cwd = cwd;
  }

  /**
   * The notice.
   *
   * @param worker who claimed the session; null if nobody has
   */
  String text(String worker, Duration limit) throws TransportException {
    if (text == null || ticker.millisSince(looked) >= 1000) {
      looked = ticker.nanos();
      Optional<Document> lock = transport.read(Layout.lock(cwd), limit);
      if (lock.isPresent()) {
        Claim holder = DocumentCodec.decodeClaim(lock.get().content());
        text = "waiting for another session of worker " + holder.worker() + " in " + cwd;
      } else if (worker == null) {
        text = "waiting for a worker to take the session";
      } else {
        text = "waiting for worker " + worker + " to start the command";
      }
    }
    return text;
  }
}
