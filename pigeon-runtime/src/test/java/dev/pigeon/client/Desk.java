package dev.pigeon.client;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.TerminalInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A client at work on one session, looked at step by step. */
public final class Desk implements AutoCloseable {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notices = new ByteArrayOutputStream();
  private final OutgoingSession session;
  private final Conversation conversation;

  /** Creates the session; its standard output goes to {@code out}. */
  public Desk(
      Transport transport,
      Ticker ticker,
      OutputStream out,
      SessionId id,
      String cwd,
      List<String> argv)
      throws TransportException {
    this(transport, ticker, out, id, cwd, argv, FlowLimits.DEFAULT);
  }

  /** The same with limits of its own for what lies in the store. */
  public Desk(
      Transport transport,
      Ticker ticker,
      OutputStream out,
      SessionId id,
      String cwd,
      List<String> argv,
      FlowLimits flow)
      throws TransportException {
    Request request =
        new Request(
            id,
            argv,
            cwd,
            null,
            ticker.now(),
            new Requester("gpu_m", 7, "ann"),
            Map.of(),
            List.of(),
            Map.of(),
            TerminalInfo.PIPES,
            flow.window(),
            true,
            Request.USUAL_SIGNS,
            null);
    ClientOptions options =
        new ClientOptions(
            new Invocation.Snippet("x"),
            new RemoteShell(false, null, RemoteShell.PROMPT),
            cwd,
            null,
            "ann",
            "gpu_m",
            7,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Request.USUAL_SIGNS,
            flow,
            TerminalInfo.PIPES,
            false,
            false,
            true,
            PassingNotices.HIDDEN,
            Map.of(),
            List.of(),
            Map.of(),
            "/store");
    PrintStream lines = new PrintStream(notices, true, StandardCharsets.UTF_8);
    LocalStreams streams =
        new LocalStreams(
            Channels.newChannel(new ByteArrayInputStream(new byte[0])),
            Channels.newChannel(out),
            Channels.newChannel(err),
            lines);
    LocalTerminal terminal = new LocalTerminal();
    session = create(transport, ticker, request, flow);
    conversation =
        new Conversation(
            transport,
            ticker,
            options,
            streams,
            terminal,
            new Notices(lines, PassingNotices.HIDDEN, terminal),
            session,
            TerminalInfo.PIPES);
  }

  private static OutgoingSession create(
      Transport transport, Ticker ticker, Request request, FlowLimits flow)
      throws TransportException {
    try {
      return new OutgoingSession(transport, ticker, request, flow, null, Client.CALL_LIMIT);
    } catch (ClientFailure e) {
      throw new AssertionError(e);
    }
  }

  /** Appends input and its end. */
  public void type(String input) throws TransportException {
    typePart(input);
    session.endOfInput();
  }

  /** Appends input that more follows. */
  public void typePart(String input) throws TransportException {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    session.input(bytes, bytes.length);
  }

  /** The worker has had so much input, and shows that it follows it into further segments. */
  public void inputTaken(long bytes) {
    session.inputTaken(bytes, true);
  }

  /** Appends a control record. */
  public void control(ControlRecord record) throws TransportException {
    session.control(record);
  }

  /** One look; true once the session has ended here. */
  public boolean step() throws Exception {
    if (!conversation.hasEnded()) {
      conversation.pollOnce();
    }
    return conversation.hasEnded();
  }

  /** What the client would exit with. */
  public int code() {
    return conversation.code();
  }

  Conversation conversation() {
    return conversation;
  }

  OutgoingSession session() {
    return session;
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** What the client itself said. */
  public String notices() {
    return notices.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    session.close();
  }
}
