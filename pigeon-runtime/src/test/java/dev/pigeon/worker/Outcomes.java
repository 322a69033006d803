package dev.pigeon.worker;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What workers have written about sessions. */
final class Outcomes {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Transport store;

  Outcomes(Transport store) {
    this.store = store;
  }

  SessionState state(SessionId id) {
    try {
      return StatusCodec.decodeState(content(Layout.status(id)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The text of a document that is there. */
  String text(Key key) {
    return new String(content(key), StandardCharsets.UTF_8);
  }

  /** The exit record of a session; null before its end. */
  StreamRecord.Exit exit(SessionId id) {
    for (StreamRecord each : records(id)) {
      if (each instanceof StreamRecord.Exit exit) {
        return exit;
      }
    }
    return null;
  }

  /** All of its stream; of several pieces of output only the last still has its data. */
  List<StreamRecord> records(SessionId id) {
    RecordCodec codec = new RecordCodec();
    List<StreamRecord> records = new ArrayList<>();
    try {
      for (ByteBuffer each : lines(id)) {
        records.add(codec.decodeStream(each));
      }
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
    return records;
  }

  /** The same to the byte. */
  List<ByteBuffer> lines(SessionId id) {
    try (LogTail tail = store.tail(Layout.stream(id), 0)) {
      return tail.read(LIMIT);
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] content(Key key) {
    try {
      return store.read(key, LIMIT).orElseThrow().content();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
