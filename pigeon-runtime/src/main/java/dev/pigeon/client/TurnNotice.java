package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ClaimCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.Optional;

/** What a session that has not started is waiting for, in words; looks once a second. */
final class TurnNotice {
  private static final String STARTS = " to start the command";

  private final Transport transport;
  private final Ticker ticker;
  private final SessionId session;
  private final String route;
  private final String cwd;
  private PlaceInLine place;
  private String text;
  private long looked;

  TurnNotice(Transport transport, Ticker ticker, SessionId session, String route, String cwd) {
    this.transport = transport;
    this.ticker = ticker;
    this.session = session;
    this.route = route;
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
      text = worker == null ? lookAround(limit) : "waiting for worker " + worker + STARTS;
    }
    return text;
  }

  private String lookAround(Duration limit) throws TransportException {
    if (place == null) { // most sessions never wait
      place = new PlaceInLine(transport, ticker, session, route);
    }
    place.look(limit);
    if (place.forJob() > 0) {
      String whom =
          place.workers() == 1
              ? "worker " + place.worker() + ", which runs as many sessions as it may"
              : "one of " + place.workers() + " workers, which run as many sessions as they may";
      return "waiting for " + whom + numbered(place.forJob());
    }
    Optional<Document> lock = transport.read(Layout.lock(cwd), limit);
    if (lock.isPresent()) {
      Claim holder = ClaimCodec.decode(lock.get().content());
      String held = ", held by worker " + holder.worker();
      return "waiting for another session in " + cwd + held + numbered(place.forFolder());
    }
    // Junk in the place of the folder's lock keeps every worker out: this read fails with its name.
    transport.read(Layout.ticket(Layout.lock(cwd), 0), limit);
    return "waiting for a worker to take the session";
  }

  private static String numbered(int place) {
    return place == 0 ? "" : "; number " + place + " in line";
  }
}
