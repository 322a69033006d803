package dev.pigeon.pace;

import dev.pigeon.spi.Capability;
import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.List;

/**
 * Waits for a change below some folders. Where the transport has change hints, waits that are worth
 * a watch use them; shorter ones are plain timed waits, because setting a watch up and down costs a
 * short-lived process more than its whole silence.
 */
public final class Waiter implements AutoCloseable {
  /** For a short-lived process: from this wait on a change hint is worth its price. */
  public static final Duration LATE = Duration.ofMillis(20);

  /** For a long-lived process: every wait is. */
  public static final Duration ALWAYS = Duration.ZERO;

  private static final Duration LONG_WAIT = Duration.ofSeconds(1);

  private final Transport transport;
  private final List<Key> folders;
  private final boolean hints;
  private final Duration worthWatching;
  private ChangeWatch watch;
  private final Pause pause = new Pause();
  private boolean closed;

  /**
   * @param worthWatching from which wait on to ask for hints: {@link #LATE} or {@link #ALWAYS}
   */
  public Waiter(Transport transport, List<Key> folders, Duration worthWatching) {
    this.worthWatching = worthWatching;
    this.transport = transport;
    this.folders = List.copyOf(folders);
    hints = transport.traits().can(Capability.CHANGE_HINTS);
  }

  /**
   * Waits for {@code limit}, a hint or a wake; with hints possibly longer than {@code limit}, up to
   * one second, since a change ends the wait.
   *
   * @param most never wait longer than this
   */
  public void await(Duration limit, Duration most) throws TransportException {
    if (hints && limit.compareTo(worthWatching) >= 0) {
      if (watch == null) {
        if (!open()) {
          pause.await(limit.compareTo(most) < 0 ? limit : most);
        }
        return; // what happened before the watch stood would be missed: look once more
      }
      Duration longer = LONG_WAIT.compareTo(most) < 0 ? LONG_WAIT : most;
      watch.await(longer);
    } else {
      pause.await(limit.compareTo(most) < 0 ? limit : most);
    }
  }

  /** What hints since the last call named, see {@link ChangeWatch#named}. */
  public List<Key> named() {
    return watch == null ? List.of() : watch.named();
  }

  /** Ends the current wait, or else the next one, from any thread. */
  public void wake() {
    ChangeWatch open;
    pause.wake();
    synchronized (this) {
      open = watch;
    }
    if (open != null) {
      open.wake();
    }
  }

  @Override
  public void close() {
    ChangeWatch open;
    synchronized (this) {
      closed = true;
      open = watch;
    }
    pause.close();
    if (open != null) {
      open.close();
    }
  }

  /** Opens the watch; false if that fails for now. */
  private boolean open() throws TransportException {
    ChangeWatch opened;
    try {
      opened = transport.watch(folders);
    } catch (TransportException e) {
      if (e.kind() == FailureKind.CLOSED) {
        throw e;
      }
      return false; // a hint is no necessity: whoever waits looks at the store by itself
    }
    boolean late;
    synchronized (this) {
      late = closed;
      watch = opened;
    }
    if (late) {
      opened.close();
    } else {
      opened.await(Duration.ZERO);
    }
    return true;
  }
}
