package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import java.io.IOException;
import java.nio.channels.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Acts for the conversation while a reader of the output keeps it waiting: shows that this client
 * lives, and lets a caller leave. One thread, which begins with the first output, does that for all
 * conversations of a process.
 */
final class OutputWatch {
  private static final Set<OutputWatch> WRITING = ConcurrentHashMap.newKeySet();
  private static final long LOOK_NANOS = 250_000_000;
  private static final long STUCK_MILLIS = 1000;

  private final Ticker ticker;
  private final OutgoingSession session;
  private final Caller caller;
  private final SignsOfLife signs;
  private volatile Channel channel;
  private volatile long since;

  OutputWatch(Ticker ticker, OutgoingSession session, Caller caller, SignsOfLife signs) {
    this.ticker = ticker;
    this.session = session;
    this.caller = caller;
    this.signs = signs;
  }

  /** The conversation begins to write something that its reader may not take. */
  void enter(Channel channel) {
    since = ticker.nanos();
    this.channel = channel;
    WRITING.add(this);
    Looker.begin();
  }

  /** All of it was taken. */
  void leave() {
    WRITING.remove(this);
    channel = null;
  }

  /** Does what is due if the conversation is stuck. */
  private void look() {
    Channel stuck = channel;
    if (stuck == null || ticker.millisSince(since) < STUCK_MILLIS) {
      return;
    }
    try {
      if (caller.leavesWhileStuck()) {
        stuck.close(); // which ends the write
      } else if (!caller.isSuspended() && signs.areDue()) {
        session.control(new ControlRecord.Alive());
        signs.shown();
      }
    } catch (IOException | TransportException e) {
      return; // tried again at the next look
    }
  }

  /** The thread, from the first call on. */
  private static final class Looker extends Thread {
    private static final Looker ONLY = new Looker();

    static {
      ONLY.setDaemon(true);
      ONLY.start();
    }

    private Looker() {
      super("output-watch");
    }

    static void begin() {
      // Loading this class has done it.
    }

    @Override
    public void run() {
      while (true) {
        LockSupport.parkNanos(LOOK_NANOS);
        WRITING.forEach(OutputWatch::look);
      }
    }
  }
}
