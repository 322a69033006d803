package dev.pigeon.client;

import dev.pigeon.auth.SessionSeals;
import dev.pigeon.auth.SignedRequest;
import dev.pigeon.auth.Signer;
import dev.pigeon.claims.SessionClaims;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.flow.SegmentedLog;
import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.RequestCodec;
import dev.pigeon.wire.RunningDigest;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.Status;
import dev.pigeon.wire.StatusCodec;
import dev.pigeon.wire.StdinRecord;
import dev.pigeon.wire.WorkerName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The client's half of a session's folder: what it creates, and the two logs it appends to. Any
 * thread may append; records of one log keep their order.
 */
final class OutgoingSession implements AutoCloseable {
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);
  private static final String WITHDRAWN = "withdrawn by the client before a worker began it";

  private final Transport transport;
  private final Ticker ticker;
  private final Request request;
  private final Duration limit;
  private final SegmentedLog stdin;
  private LogAppender control;
  private final Object stdinTurn = new Object();
  private final Object controlTurn = new Object();
  private final RecordCodec stdinCodec = new RecordCodec();
  private final RecordCodec controlCodec = new RecordCodec();
  private final Pause retry = new Pause();
  private volatile boolean closed;
  private long stdinSeq;
  private volatile long stdinThere;
  private long stdinBytes;
  private final RunningDigest stdinDigest = new RunningDigest();
  private long controlSeq;
  private final SessionSeals seals;
  private boolean answered;

  /**
   * Creates the session in the store; once {@code status.json} lies there a worker may take it.
   *
   * @param input how much of the input may lie in the store
   * @param signer signs all of it; null to sign nothing
   * @param limit for every call to the store
   * @throws ClientFailure if no worker would take so large a request; nothing was written
   */
  OutgoingSession(
      Transport transport,
      Ticker ticker,
      Request request,
      FlowLimits input,
      Signer signer,
      Duration limit)
      throws TransportException, ClientFailure {
    this.transport = transport;
    this.ticker = ticker;
    this.request = request;
    this.limit = limit;
    SessionId id = request.session();
    byte[] document = RequestCodec.encode(request);
    if (signer == null) {
      seals = null;
    } else {
      SignedRequest signed = signer.sign(document);
      document = signed.document();
      seals = signed.seals();
    }
    if (document.length > Request.MOST_BYTES || request.strings() > Request.MOST_STRINGS) {
      throw tooLarge(document.length, request.strings());
    }
    transport.replace(Layout.request(id), document, limit);
    stdin = new SegmentedLog(transport, Layout.stdin(id), input, limit);
    stdin.open();
    control = transport.appender(Layout.control(id), limit);
    Status pending = Status.pending(id, request.createdAt());
    transport.replace(Layout.status(id), StatusCodec.encode(pending), limit);
  }

  private static ClientFailure tooLarge(int bytes, int strings) {
    return ClientFailure.ofWrongUse(
        "the command is too large: "
            + strings
            + " words and names and values of variables in "
            + bytes
            + " bytes (at most "
            + Request.MOST_STRINGS
            + " in "
            + Request.MOST_BYTES
            + "); pass what is long through standard input or a file");
  }

  SessionId id() {
    return request.session();
  }

  /**
   * Appends input: the first {@code length} bytes of {@code data}. Bears with a store that does not
   * answer for a while, since the worker drops what comes twice.
   */
  void input(byte[] data, int length) throws TransportException {
    synchronized (stdinTurn) {
      if (stdin.isFull() && stdin.openNext()) {
        appendInput(stdinCodec.encodeNext(stdin.nextSegment(), stdinSeq, ticker.now()), 0);
        stdin.goOn();
      }
      stdinBytes += length;
      stdinDigest.update(data, 0, length);
      appendInput(stdinCodec.encodeStdin(stdinSeq++, data, length, ticker.now()), length);
      stdinThere = stdinSeq;
    }
  }

  /**
   * The worker has handed so much input to the command.
   *
   * @param segments whether it follows input into further segments
   */
  void inputTaken(long bytes, boolean segments) {
    stdin.acknowledged(bytes, segments);
  }

  /** How much output may lie unread before the worker waits. */
  long ackWindow() {
    return request.ackWindow();
  }

  void endOfInput() throws TransportException {
    synchronized (stdinTurn) {
      StdinRecord.Eof eof = new StdinRecord.Eof(stdinSeq++, stdinBytes, stdinDigest.text());
      appendInput(stdinCodec.encodeStdinEof(eof, ticker.now()), 0);
      stdinThere = stdinSeq;
    }
  }

  /** How many records of input lie in the store, its end included. Any thread, without waiting. */
  long inputRecords() {
    return stdinThere;
  }

  /** Appends a control record; after a failure the next one is as good as the first. */
  void control(ControlRecord record) throws TransportException {
    synchronized (controlTurn) {
      try {
        if (control == null) {
          control = transport.appender(Layout.control(id()), limit);
        }
        ByteBuffer bytes = controlCodec.encodeControl(controlSeq++, record, ticker.now());
        control.append(List.of(seals == null ? bytes : seals.control().seal(bytes)), limit);
      } catch (TransportException e) {
        closeControl(); // an appender that failed is broken
        throw e;
      }
    }
  }

  /** Whether everything here is signed. */
  boolean isSigned() {
    return seals != null;
  }

  /** Whether a worker has asked for the signature, and got it. */
  boolean isAnswered() {
    synchronized (controlTurn) {
      return answered;
    }
  }

  /**
   * Signs what a worker sent to see that this client is there. Only the first worker gets an
   * answer: with it, it may run the command, and one run is all that was asked for.
   */
  void answer(String challenge) throws TransportException {
    synchronized (controlTurn) {
      if (seals != null && !answered) {
        answered = true;
        control(new ControlRecord.AuthAnswer(challenge));
      }
    }
  }

  private void appendInput(ByteBuffer unsigned, int bytes) throws TransportException {
    ByteBuffer record = seals == null ? unsigned : seals.stdin().seal(unsigned);
    Patience patience = new Patience(ticker);
    while (true) {
      try {
        stdin.append(record.duplicate(), bytes);
        return;
      } catch (TransportException e) {
        if (closed) {
          throw e;
        }
        patience.failed(e);
      }
      retry.await(RETRY_EVERY);
    }
  }

  private void closeControl() {
    LogAppender open = control;
    control = null;
    if (open != null) {
      open.close();
    }
  }

  /** The same for a caller who is about to leave and does not wait for a store that hangs. */
  boolean withdrawWithin(Duration most) {
    try {
      return withdraw(most);
    } catch (TransportException e) {
      return false; // what was said to the worker has to do
    }
  }

  /**
   * Takes the session back before any worker has begun it: by winning its claim, or else its start
   * from a worker that has claimed it and waits for that, so that nobody else can.
   *
   * @return false if a worker was faster
   */
  boolean withdraw() throws TransportException {
    return withdraw(limit);
  }

  private boolean withdraw(Duration limit) throws TransportException {
    WorkerName self = new WorkerName(request.requester().host(), request.requester().pid());
    SessionClaims claims = new SessionClaims(transport, limit);
    Claim ours = Claim.withdrawalByClient(self, id());
    Claim holder = claims.claim(id(), ours);
    if (holder.fenced()) {
      holder = claims.start(id(), ours);
    }
    if (!holder.equals(ours)) {
      return false;
    }
    claims.withdrawn(id(), request.createdAt(), ticker.now(), null, WITHDRAWN);
    return true;
  }

  /** Ends every call to the store that still hangs after {@code delay}: the caller leaves. */
  void letGoAfter(Duration delay) {
    Thread thread =
        new Thread(
            () -> {
              retry.await(delay);
              transport.close();
            },
            "let-go");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    retry.close();
    stdin.close(); // wakes a pump that is just writing
    synchronized (controlTurn) {
      closeControl();
    }
  }
}
