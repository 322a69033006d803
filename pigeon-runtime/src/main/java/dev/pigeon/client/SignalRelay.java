package dev.pigeon.client;

import dev.pigeon.pace.Waiter;
import dev.pigeon.wire.TerminalSize;

/**
 * What the caller's signals mean at each stage: before a session exists they end the client, later
 * they are the command's.
 */
final class SignalRelay implements SignalSource.Receiver {
  private final Notices notices;
  private final LocalTerminal terminal;
  private int before;
  private Waiter waiter;
  private Runnable interruption;
  private Caller caller;

  SignalRelay(Notices notices, LocalTerminal terminal) {
    this.notices = notices;
    this.terminal = terminal;
  }

  /** The signal that came before there was a session, or 0. */
  synchronized int before() {
    return before;
  }

  /** What else a signal does while there is no session; null for nothing any more. */
  synchronized void interrupts(Runnable interruption) {
    this.interruption = interruption;
  }

  /** Whom a signal wakes while there is no session. */
  synchronized void wakes(Waiter waiter) {
    this.waiter = waiter;
  }

  /** From now on signals are this session's; one that just came is passed on. */
  void relayTo(Caller caller) {
    int early;
    synchronized (this) {
      this.caller = caller;
      early = before;
    }
    if (early != 0) {
      caller.signal(early);
    }
  }

  @Override
  public void signal(int number) {
    Caller current = current();
    if (current != null) {
      current.signal(number);
      return;
    }
    synchronized (this) {
      before = number;
      if (waiter != null) {
        waiter.wake();
      }
      if (interruption != null) {
        interruption.run();
      }
    }
  }

  @Override
  public void resized() {
    Caller current = current();
    if (current != null) {
      TerminalSize size = terminal.size();
      if (size != null) {
        current.resize(size);
      }
    }
  }

  @Override
  public void stopping() {
    Caller current = current();
    if (current != null) {
      current.suspended();
    }
    notices.passing(null);
  }

  @Override
  public void continued() {
    Caller current = current();
    if (current != null) {
      current.continued();
    }
  }

  private synchronized Caller current() {
    return caller;
  }
}
