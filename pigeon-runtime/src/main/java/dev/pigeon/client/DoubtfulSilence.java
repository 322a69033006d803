package dev.pigeon.client;

import dev.pigeon.pace.PatientTail;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import java.time.Duration;
import java.util.Optional;

/**
 * Nothing comes. A record that could not be understood may have named the next segment, or have
 * been the last of all; whoever waited for either would wait for ever.
 */
final class DoubtfulSilence {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Transport transport;
  private final PatientTail tail;
  private final Rhythm rhythm;
  private final SessionId session;
  private final Duration limit;

  DoubtfulSilence(
      Transport transport, PatientTail tail, Rhythm rhythm, SessionId session, Duration limit) {
    this.transport = transport;
    this.tail = tail;
    this.rhythm = rhythm;
    this.session = session;
    this.limit = limit;
  }

  /**
   * Whether the end is what could not be understood; goes on to the next segment if that is there.
   *
   * @param acknowledged whether the worker has been told enough to write segments
   */
  boolean hidesTheEnd(boolean acknowledged) {
    if (!(tail.inDoubt() || acknowledged) || rhythm.silence().compareTo(PATIENCE) < 0) {
      return false;
    }
    try {
      if (tail.followUnnamed(limit) || !tail.inDoubt()) {
        return false;
      }
      Optional<Document> status = transport.read(Layout.status(session), limit);
      SessionState state =
          status.isEmpty() ? null : DocumentCodec.decodeState(status.get().content());
      return state != null && state.isFinal();
    } catch (TransportException e) {
      return false; // whether the store answers is judged by whoever reads the stream
    } catch (MalformedJson e) {
      return false; // a status that is torn tells nothing
    }
  }
}
