package dev.pigeon.worker;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Writes the stream of a session that ended with 7, as a worker does. */
public final class Scribe {
  /** What went to standard output. */
  public static final String OUT = "first\nsecond, longer\n\0\377\r\n";

  /** What went to standard error. */
  public static final String ERR = "trouble\n";

  private Scribe() {}

  /** Writes it all into one log; the bytes of the texts are those of ISO 8859-1. */
  public static void write(Transport transport, Ticker ticker, SessionId id)
      throws TransportException {
    write(transport, ticker, id, FlowLimits.DEFAULT.withWindow(0));
  }

  /**
   * Writes it all, through as many segments as the limits make of it; the client has read as far as
   * it could each time.
   */
  public static void write(Transport transport, Ticker ticker, SessionId id, FlowLimits limits)
      throws TransportException {
    Duration limit = Duration.ofSeconds(1);
    boolean follows = limits.window() > 0;
    try (StreamLog log = new StreamLog(transport, ticker, Layout.stream(id), limits, limit)) {
      log.started();
      log.acknowledged(0, follows);
      output(log, OutputChannel.STDOUT, OUT.substring(0, 6));
      output(log, OutputChannel.STDERR, ERR);
      log.stdinAck(5);
      output(log, OutputChannel.STDOUT, OUT.substring(6, 21));
      output(log, OutputChannel.STDOUT, OUT.substring(21));
      log.finish(null, 7, 7);
    }
  }

  private static void output(StreamLog log, OutputChannel channel, String text)
      throws TransportException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    log.output(channel, bytes, bytes.length);
  }
}
