package dev.pigeon.wire;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The records of the three logs to bytes and back. An instance reuses its buffers: what it returns
 * is valid until its next call, and it serves one thread at a time.
 */
public final class RecordCodec {
  private static final String TYPE = "type";
  private static final String EVENT = "event";
  private static final String SEQ = "seq";
  private static final String TS = "ts";
  private static final String DATA = "data_b64";
  private static final String STDIN = "stdin";
  private static final String STDIN_EOF = "stdin_eof";
  private static final String EXIT_CODE = "exit_code";
  private static final String ACKS_STDIN = "acks_stdin";
  private static final String STDIN_ACK = "stdin_ack";
  private static final String BYTES = "bytes";
  private static final String INPUT = "input";
  private static final String AWAITS = "awaits";
  private static final String SEGMENTS = "segments";
  private static final String SEGMENT = "segment";
  private static final String NEXT = "next";
  private static final String TOTALS = "totals";
  private static final String DIGESTS = "digests";
  private static final String DIGEST = "digest";

  private static final String CHALLENGE = "challenge";
  private static final String AUTH_CHALLENGE = "auth_challenge";
  private static final String AUTH_ANSWER = "auth_answer";

  private final JsonLine line = new JsonLine(512);
  private final Base64Slices slices = new Base64Slices();
  private byte[] decoded = new byte[512];

  public ByteBuffer encodeStarted(Instant now) {
    return event("started").field(TS, UtcTime.text(now)).field(ACKS_STDIN, true).close();
  }

  public ByteBuffer encodeStdinAck(long bytes, Instant now) {
    return event(STDIN_ACK)
        .field(BYTES, bytes)
        .field(SEGMENTS, true)
        .field(TS, UtcTime.text(now))
        .close();
  }

  /** The last record of a segment, of output and of input alike. */
  public ByteBuffer encodeNext(long segment, long seq, Instant now) {
    return line.open()
        .field(TYPE, NEXT)
        .field(SEGMENT, segment)
        .field(SEQ, seq)
        .field(TS, UtcTime.text(now))
        .close();
  }

  public ByteBuffer encodeAuthChallenge(String challenge, Instant now) {
    return event(AUTH_CHALLENGE).field(CHALLENGE, challenge).field(TS, UtcTime.text(now)).close();
  }

  public ByteBuffer encodePtyFallback(Instant now) {
    return event("pty_fallback_to_pipes").field(TS, UtcTime.text(now)).close();
  }

  public ByteBuffer encodeWorkerError(String message, Instant now) {
    return event("worker_error").field("message", message).field(TS, UtcTime.text(now)).close();
  }

  public ByteBuffer encodeExit(StreamRecord.Exit exit, Instant now) {
    event("exit")
        .field(EXIT_CODE, exit.exitCode())
        .field("raw_return_code", exit.rawReturnCode())
        .field(TS, UtcTime.text(now));
    OutputTotals totals = exit.totals();
    if (totals != null) {
      line.beginObject(TOTALS)
          .field(OutputChannel.PTY.word(), totals.pty())
          .field(OutputChannel.STDOUT.word(), totals.stdout())
          .field(OutputChannel.STDERR.word(), totals.stderr())
          .endObject();
    }
    OutputDigests digests = exit.digests();
    if (digests != null) {
      line.beginObject(DIGESTS)
          .field(OutputChannel.PTY.word(), digests.pty())
          .field(OutputChannel.STDOUT.word(), digests.stdout())
          .field(OutputChannel.STDERR.word(), digests.stderr())
          .endObject();
    }
    return line.close();
  }

  /** A record of the first {@code length} bytes of {@code data}. */
  public ByteBuffer encodeOutput(
      long seq, OutputChannel channel, byte[] data, int length, Instant now) {
    line.open()
        .field(TYPE, "output")
        .field(SEQ, seq)
        .field(TS, UtcTime.text(now))
        .field("channel", channel.word());
    return data(data, length);
  }

  /** A record of the first {@code length} bytes of {@code data}. */
  public ByteBuffer encodeStdin(long seq, byte[] data, int length, Instant now) {
    line.open().field(TYPE, STDIN).field(SEQ, seq).field(TS, UtcTime.text(now));
    return data(data, length);
  }

  public ByteBuffer encodeStdinEof(StdinRecord.Eof eof, Instant now) {
    line.open().field(TYPE, STDIN_EOF).field(SEQ, eof.seq()).field(TS, UtcTime.text(now));
    if (eof.bytes() >= 0) {
      line.field(BYTES, eof.bytes());
    }
    if (eof.digest() != null) {
      line.field(DIGEST, eof.digest());
    }
    return line.close();
  }

  public ByteBuffer encodeControl(long seq, ControlRecord control, Instant now) {
    line.open();
    if (control instanceof ControlRecord.Signal signal) {
      line.field(TYPE, "signal").field(SEQ, seq).field("signal", signal.number());
    } else if (control instanceof ControlRecord.Resize resize) {
      line.field(TYPE, "resize")
          .field(SEQ, seq)
          .field("cols", resize.size().cols())
          .field("rows", resize.size().rows());
    } else if (control instanceof ControlRecord.Ack ack) {
      line.field(TYPE, "ack").field(SEQ, seq).field(BYTES, ack.bytes());
      if (ack.segments()) {
        line.field(SEGMENTS, true);
      }
    } else if (control instanceof ControlRecord.Alive alive) {
      line.field(TYPE, "alive").field(SEQ, seq);
      fieldIfSaid(BYTES, alive.bytes());
      fieldIfSaid(INPUT, alive.input());
      fieldIfSaid(AWAITS, alive.awaits());
    } else if (control instanceof ControlRecord.Left) {
      line.field(TYPE, "left").field(SEQ, seq);
    } else if (control instanceof ControlRecord.Suspended) {
      line.field(TYPE, "suspended").field(SEQ, seq);
    } else if (control instanceof ControlRecord.AuthAnswer answer) {
      line.field(TYPE, AUTH_ANSWER).field(SEQ, seq).field(CHALLENGE, answer.challenge());
    } else {
      throw new IllegalArgumentException("cannot write " + control);
    }
    return line.field(TS, UtcTime.text(now)).close();
  }

  private void fieldIfSaid(String name, long value) {
    if (value >= 0) {
      line.field(name, value);
    }
  }

  public StreamRecord decodeStream(ByteBuffer record) throws MalformedJson {
    StreamRecord bulk = writtenOutput(record);
    return bulk != null ? bulk : decodeAnyStream(record);
  }

  /**
   * An output that was written as {@link #encodeOutput} does it. Bulk passes here, so that a short
   * process spends no time on having the long way compiled.
   *
   * @return null if it was written in another way
   */
  StreamRecord.Output writtenOutput(ByteBuffer record) {
    JsonCursor json = new JsonCursor(record);
    try {
      long seq = writtenSeq(json, "{\"type\":\"output\",\"seq\":");
      if (seq < 0 || !json.take(",\"channel\":")) {
        return null;
      }
      OutputChannel channel = OutputChannel.ofWord(json.string());
      ByteBuffer data = channel == null ? null : lastData(json);
      return data == null ? null : new StreamRecord.Output(seq, channel, data);
    } catch (MalformedJson e) {
      return null;
    }
  }

  /** The number in the beginning that bulk has here, time included; -1 if there is another one. */
  private static long writtenSeq(JsonCursor json, String head) throws MalformedJson {
    if (!json.take(head)) {
      return -1;
    }
    long seq = json.integer();
    if (!json.take(",\"ts\":")) {
      return -1;
    }
    json.skipString();
    return seq;
  }

  /** The data where it is the last field, as we write it: base64 tells if it is not. */
  private ByteBuffer lastData(JsonCursor json) throws MalformedJson {
    ByteBuffer text = json.take(",\"data_b64\":") ? json.plainTail() : null;
    return text == null ? null : fromBase64(text);
  }

  private StreamRecord decodeAnyStream(ByteBuffer record) throws MalformedJson {
    JsonCursor json = new JsonCursor(record);
    String type = null;
    String event = null;
    long seq = -1;
    OutputChannel channel = null;
    ByteBuffer data = null;
    String message = "";
    Integer exitCode = null;
    Integer rawReturnCode = null;
    OutputTotals totals = null;
    OutputDigests digests = null;
    long bytes = 0;
    long segment = 0;
    boolean segments = false;
    boolean acksStdin = false;
    String challenge = "";
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case TYPE -> type = json.string();
        case EVENT -> event = json.string();
        case SEQ -> seq = json.integer();
        case "channel" -> channel = OutputChannel.ofWord(json.string());
        case DATA -> data = json.plainString();
        case "message" -> message = json.string();
        case EXIT_CODE -> exitCode = json.int32();
        case "raw_return_code" -> rawReturnCode = json.takeNull() ? null : json.int32();
        case TOTALS -> totals = totals(json);
        case DIGESTS -> digests = digests(json);
        case BYTES -> bytes = json.integer();
        case SEGMENT -> segment = json.integer();
        case SEGMENTS -> segments = json.bool();
        case ACKS_STDIN -> acksStdin = json.bool();
        case CHALLENGE -> challenge = json.stringIfAny();
        default -> json.skip();
      }
    }
    json.end();
    if ("output".equals(type) && channel != null && data != null) {
      return new StreamRecord.Output(seq, channel, fromBase64(data));
    }
    if (NEXT.equals(type)) {
      return new StreamRecord.Next(segment, seq);
    }
    if (!EVENT.equals(type) || event == null) {
      return new StreamRecord.Unknown();
    }
    switch (event) {
      case "started":
        return new StreamRecord.Started(acksStdin);
      case STDIN_ACK:
        return new StreamRecord.StdinAck(bytes, segments);
      case AUTH_CHALLENGE:
        return new StreamRecord.AuthChallenge(challenge);
      case "pty_fallback_to_pipes":
        return new StreamRecord.PtyFallback();
      case "worker_error":
        return new StreamRecord.WorkerError(message);
      case "exit":
        if (exitCode == null) {
          throw new MalformedJson("an exit without exit_code");
        }
        int raw = rawReturnCode == null ? exitCode : rawReturnCode;
        return new StreamRecord.Exit(exitCode, raw, totals, digests);
      default:
        return new StreamRecord.Unknown();
    }
  }

  public StdinRecord decodeStdin(ByteBuffer record) throws MalformedJson {
    StdinRecord bulk = writtenStdin(record);
    return bulk != null ? bulk : decodeAnyStdin(record);
  }

  /** Input that was written as {@link #encodeStdin} does it, else null. */
  StdinRecord.Data writtenStdin(ByteBuffer record) {
    JsonCursor json = new JsonCursor(record);
    try {
      long seq = writtenSeq(json, "{\"type\":\"stdin\",\"seq\":");
      ByteBuffer data = seq < 0 ? null : lastData(json);
      return data == null ? null : new StdinRecord.Data(seq, data);
    } catch (MalformedJson e) {
      return null;
    }
  }

  private StdinRecord decodeAnyStdin(ByteBuffer record) throws MalformedJson {
    JsonCursor json = new JsonCursor(record);
    String type = null;
    long seq = -1;
    ByteBuffer data = null;
    long bytes = -1;
    long segment = 0;
    String digest = null;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case TYPE -> type = json.string();
        case SEQ -> seq = json.integer();
        case DATA -> data = json.plainString();
        case BYTES -> bytes = json.integer();
        case SEGMENT -> segment = json.integer();
        case DIGEST -> digest = json.stringIfAny();
        default -> json.skip();
      }
    }
    json.end();
    if (STDIN.equals(type) && data != null) {
      return new StdinRecord.Data(seq, fromBase64(data));
    }
    if (NEXT.equals(type)) {
      return new StdinRecord.Next(segment, seq);
    }
    return STDIN_EOF.equals(type)
        ? new StdinRecord.Eof(seq, bytes, digest)
        : new StdinRecord.Unknown();
  }

  public ControlRecord decodeControl(ByteBuffer record) throws MalformedJson {
    JsonCursor json = new JsonCursor(record);
    String type = "";
    int signal = 0;
    long cols = 0;
    long rows = 0;
    long bytes = -1;
    long input = -1;
    long awaits = -1;
    String challenge = "";
    boolean segments = false;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case TYPE -> type = json.string();
        case "signal" -> signal = json.int32();
        case "cols" -> cols = json.integer();
        case "rows" -> rows = json.integer();
        case CHALLENGE -> challenge = json.stringIfAny();
        case BYTES -> bytes = json.integer();
        case INPUT -> input = json.integer();
        case AWAITS -> awaits = json.integer();
        case SEGMENTS -> segments = json.bool();
        default -> json.skip();
      }
    }
    json.end();
    return switch (type) {
      case "signal" -> new ControlRecord.Signal(signal);
      case "resize" ->
          TerminalSize.isValid(cols, rows)
              ? new ControlRecord.Resize(new TerminalSize((int) cols, (int) rows))
              : new ControlRecord.Unknown();
      case "ack" -> new ControlRecord.Ack(Math.max(0, bytes), segments);
      case "alive" -> new ControlRecord.Alive(bytes, input, awaits);
      case "left" -> new ControlRecord.Left();
      case "suspended" -> new ControlRecord.Suspended();
      case AUTH_ANSWER -> new ControlRecord.AuthAnswer(challenge);
      default -> new ControlRecord.Unknown();
    };
  }

  /** The number of a record; -1 if it has none. */
  public static long seqOf(ByteBuffer record) throws MalformedJson {
    JsonCursor json = new JsonCursor(record);
    long seq = -1;
    json.beginObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (name.equals(SEQ)) {
        seq = json.integer();
      } else {
        json.skip();
      }
    }
    json.end();
    return seq;
  }

  private JsonLine event(String event) {
    return line.open().field(TYPE, EVENT).field(EVENT, event);
  }

  private ByteBuffer data(byte[] data, int length) {
    return line.base64(DATA, data, length).close();
  }

  private ByteBuffer fromBase64(ByteBuffer encoded) throws MalformedJson {
    int length = encoded.remaining();
    if (decoded.length < length) {
      decoded = new byte[length];
    }
    try {
      int from = encoded.arrayOffset() + encoded.position();
      return ByteBuffer.wrap(decoded, 0, slices.decode(encoded.array(), from, length, decoded));
    } catch (IllegalArgumentException e) {
      throw new MalformedJson("bad base64");
    }
  }

  private static OutputTotals totals(JsonCursor json) throws MalformedJson {
    long pty = 0;
    long stdout = 0;
    long stderr = 0;
    if (!json.beginObjectIfAny()) {
      return null;
    }
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "pty" -> pty = json.integer();
        case "stdout" -> stdout = json.integer();
        case "stderr" -> stderr = json.integer();
        default -> json.skip();
      }
    }
    return new OutputTotals(pty, stdout, stderr);
  }

  private static OutputDigests digests(JsonCursor json) throws MalformedJson {
    String pty = null;
    String stdout = null;
    String stderr = null;
    if (!json.beginObjectIfAny()) {
      return null;
    }
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "pty" -> pty = json.stringIfAny();
        case "stdout" -> stdout = json.stringIfAny();
        case "stderr" -> stderr = json.stringIfAny();
        default -> json.skip();
      }
    }
    return new OutputDigests(pty, stdout, stderr);
  }
}
