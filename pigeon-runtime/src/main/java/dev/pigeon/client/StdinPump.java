package dev.pigeon.client;

import dev.pigeon.flow.AckWindow;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Carries the caller's standard input to the session until it ends; runs on a daemon thread of its
 * own. With a worker that acknowledges, no more than a window of input lies unread.
 */
final class StdinPump implements Runnable {
  private static final byte CTRL_C = 3;
  private static final int PIECE = 96 * 1024;

  /** What a person types that matters on this side; called on the pump's thread. */
  interface Keys {
    void escape(EscapeFilter.Action action);

    /** Ctrl-C is on its way to the remote terminal. */
    void interrupt();
  }

  private final ReadableByteChannel in;
  private final OutgoingSession session;
  private final Rhythm rhythm;
  private final Waiter waiter;
  private final Keys keys;
  private final EscapeFilter filter;
  private final ByteBuffer buffer = ByteBuffer.wrap(new byte[PIECE]);
  private final AckWindow window;
  private volatile TransportException failure;
  private volatile boolean stopped;

  /**
   * @param window how much input may lie unread
   * @param keys null where no person types
   */
  StdinPump(
      ReadableByteChannel in,
      OutgoingSession session,
      long window,
      Rhythm rhythm,
      Waiter waiter,
      Keys keys) {
    this.in = in;
    this.session = session;
    this.window = new AckWindow(window);
    this.rhythm = rhythm;
    this.waiter = waiter;
    this.keys = keys;
    filter = keys == null ? null : new EscapeFilter();
  }

  @Override
  public void run() {
    try {
      pump();
    } catch (TransportException e) {
      failure = e;
      waiter.wake();
    }
  }

  /** What ended the pump before the input did, or null. */
  TransportException failure() {
    return failure;
  }

  /** How much the worker has taken; lets the pump go on. */
  void acknowledged(StreamRecord.StdinAck ack) {
    session.inputTaken(ack.bytes(), ack.segments());
    window.acknowledged(ack.bytes());
  }

  /** The worker does not acknowledge: send without waiting. */
  void unlimited() {
    window.unlimited();
  }

  /** Ends the pump; a blocked read is woken by closing its channel. */
  void stop() {
    stopped = true;
    try {
      in.close();
    } catch (IOException e) {
      // Nothing is lost: the process is about to end, and reading ended before.
    }
    unlimited();
  }

  private void pump() throws TransportException {
    while (!stopped) {
      int count = read();
      if (count < 0) {
        break;
      }
      if (filter == null) {
        send(buffer.array(), count);
      } else {
        filtered(buffer.array(), count);
      }
    }
    if (!stopped) {
      session.endOfInput();
    }
  }

  private void filtered(byte[] bytes, int count) throws TransportException {
    int from = 0;
    while (from < count) {
      EscapeFilter.Action action = filter.feed(bytes, from, count);
      send(filter.passed(), filter.length());
      if (hasInterrupt(filter.passed(), filter.length())) {
        keys.interrupt();
      }
      from = filter.taken();
      if (action != EscapeFilter.Action.NONE) {
        keys.escape(action);
      }
    }
  }

  private static boolean hasInterrupt(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == CTRL_C) {
        return true;
      }
    }
    return false;
  }

  private void send(byte[] bytes, int count) throws TransportException {
    if (count == 0) {
      return;
    }
    if (!window.awaitRoom() || stopped) {
      return;
    }
    session.input(count == bytes.length ? bytes : Arrays.copyOf(bytes, count), count);
    window.wrote(count);
    rhythm.progress(); // an answer is likely: have the output loop look often again
    if (count < PIECE) {
      waiter.wake(); // as bulk needs no answer to each piece
    }
  }

  private int read() {
    buffer.clear();
    try {
      return in.read(buffer);
    } catch (IOException e) {
      return -1; // closed by us at the end, or never open: for the command it is the end of input
    }
  }
}
