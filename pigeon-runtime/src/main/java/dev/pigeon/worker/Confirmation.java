package dev.pigeon.worker;

import dev.pigeon.auth.RecordSeal;
import dev.pigeon.auth.SignedRequest;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.SessionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Has the client of a signed request show that it is there: it signs something that nobody could
 * know before, once. So a copy of a request is worth nothing, whoever kept it, wherever it is put,
 * and whatever a worker has forgotten.
 */
final class Confirmation {
  private static final Duration CEILING = Duration.ofMillis(200);
  private static final long PATIENCE_MILLIS = 15_000;

  private final Transport transport;
  private final StoreReader incoming;
  private final Ticker ticker;
  private final Duration limit;
  private final RecordCodec codec = new RecordCodec();

  Confirmation(Transport transport, StoreReader incoming, Ticker ticker, Duration limit) {
    this.transport = transport;
    this.incoming = incoming;
    this.ticker = ticker;
    this.limit = limit;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param ending whether this worker has no more time
   * @return false if none came in time, by this worker's clock
   */
  boolean obtain(SessionId id, StreamLog stream, RecordSeal seal, BooleanSupplier ending)
      throws TransportException {
    String challenge = SignedRequest.random();
    stream.authChallenge(challenge);
    long start = ticker.nanos();
    Rhythm rhythm = new Rhythm(ticker, transport.traits(), CEILING);
    try (LogTail control = incoming.tail(Layout.control(id), 0);
        Waiter waiter = new Waiter(transport, List.of(Layout.session(id)), Waiter.ALWAYS)) {
      while (!ending.getAsBoolean() && ticker.millisSince(start) < PATIENCE_MILLIS) {
        for (ByteBuffer record : control.read(limit)) {
          if (answers(record, seal, challenge)) {
            return true;
          }
        }
        waiter.await(rhythm.nextDelay(), CEILING);
      }
      return false;
    }
  }

  private boolean answers(ByteBuffer record, RecordSeal seal, String challenge) {
    try {
      return seal.fits(record)
          && codec.decodeControl(record) instanceof ControlRecord.AuthAnswer answer
          && challenge.equals(answer.challenge());
    } catch (MalformedJson e) {
      return false; // no answer, whatever it is
    }
  }
}
