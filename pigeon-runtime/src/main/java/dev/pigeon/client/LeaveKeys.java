package dev.pigeon.client;

import dev.pigeon.pace.Ticker;
import java.nio.ByteBuffer;

/** Counts Ctrl-C presses that brought no reaction. */
final class LeaveKeys {
  /** Two presses of one impatient second are one wish. */
  private static final long APART_MILLIS = 300;

  private final Ticker ticker;
  private int presses;
  private long first;

  LeaveKeys(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Notes a press; true if it is at least the second one without a reaction. */
  synchronized boolean pressed() {
    if (presses == 0) {
      first = ticker.nanos();
      presses = 1;
      return false;
    }
    if (ticker.millisSince(first) < APART_MILLIS) {
      return false;
    }
    presses++;
    return true;
  }

  /** Whether the person was told and pressed again. */
  synchronized boolean insists() {
    return presses > 2;
  }

  /** Whether output is no more than what a terminal itself answers to Ctrl-C. */
  static boolean isEcho(ByteBuffer data) {
    for (int i = data.position(); i < data.limit(); i++) {
      byte c = data.get(i);
      if (c != '^' && c != 'C') {
        return false;
      }
    }
    return true;
  }

  /** The command reacted. */
  synchronized void progress() {
    presses = 0;
  }
}
