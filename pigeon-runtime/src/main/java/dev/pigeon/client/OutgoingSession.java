package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.SessionState;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.WorkerName;
import java.time.Duration;
import java.util.List;

/**
 * The client's half of a session's folder: what it creates, and the two logs it appends to. Any
 * thread may append; records of one log keep their order.
 */
final class OutgoingSession implements AutoCloseable {
  private final Transport transport;
  private final Ticker ticker;
  private final Request request;
  private final Duration limit;
  private final LogAppender stdin;
  private final LogAppender control;
  private final Object stdinTurn = new Object();
  private final Object controlTurn = new Object();
  private final RecordCodec stdinCodec = new RecordCodec();
  private final RecordCodec controlCodec = new RecordCodec();
  private long stdinSeq;
  private long controlSeq;

  /**
   * Creates the session in the store; once {@code status.json} lies there a worker may take it.
   *
   * @param limit for every call to the store
   */
  OutgoingSession(Transport transport, Ticker ticker, Request request, Duration limit)
      throws TransportException {
    this.transport = transport;
    this.ticker = ticker;
    this.request = request;
    this.limit = limit;
    SessionId id = request.session();
    transport.replace(Layout.request(id), DocumentCodec.encode(request), limit);
    stdin = transport.appender(Layout.stdin(id), limit);
    control = transport.appender(Layout.control(id), limit);
    Status pending = Status.pending(id, request.createdAt());
    transport.replace(Layout.status(id), DocumentCodec.encode(pending), limit);
  }

  SessionId id() {
    return request.session();
  }

  /** Appends input: the first {@code length} bytes of {@code data}. */
  void input(byte[] data, int length) throws TransportException {
    synchronized (stdinTurn) {
      stdin.append(
          List.of(stdinCodec.encodeStdin(stdinSeq++, data, length, ticker.now())), limit);
    }
  }

  void endOfInput() throws TransportException {
    synchronized (stdinTurn) {
      stdin.append(List.of(stdinCodec.encodeStdinEof(stdinSeq++, ticker.now())), limit);
    }
  }

  void control(ControlRecord record) throws TransportException {
    synchronized (controlTurn) {
      control.append(
          List.of(controlCodec.encodeControl(controlSeq++, record, ticker.now())), limit);
    }
  }

  /**
   * Takes the session back before any worker has it: by winning its claim, so that nobody else can.
   *
   * @return false if a worker was faster
   */
  boolean withdraw() throws TransportException {
    WorkerName self = new WorkerName(request.requester().host(), request.requester().pid());
    Claim claim = new Claim(self, "withdrawn-by-client-" + id());
    if (!transport.create(Layout.claim(id()), DocumentCodec.encode(claim), limit).won()) {
      return false;
    }
    Status status =
        new Status(
            id(),
            SessionState.CANCELLED,
            request.createdAt(),
            ticker.now(),
            null,
            null,
            null,
            ticker.now(),
            "withdrawn by the client before a worker took it");
    transport.replace(Layout.status(id()), DocumentCodec.encode(status), limit);
    return true;
  }

  @Override
  public void close() {
    stdin.close();
    control.close();
  }
}
