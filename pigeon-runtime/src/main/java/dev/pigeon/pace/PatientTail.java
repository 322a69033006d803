package dev.pigeon.pace;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Reads a log through its segments, and a part of it once more where a record is broken or missing:
 * on a network file system what is there may show late, or not rightly at first. Its reader knows
 * each record by its number and drops what it has had.
 */
public final class PatientTail implements AutoCloseable {
  private static final long LOOK_ON_MILLIS = 3000;
  private static final long UNNAMED_MILLIS = 15_000;

  private final StoreReader store;
  private final Ticker ticker;
  private final Key log;
  private LogTail tail;
  private long segment;
  private boolean moved;
  private long batch;
  private long doubtful = -1;
  private boolean onlyForward;
  private boolean missing;
  private long missingSince;
  private long lastSearch;

  public PatientTail(StoreReader store, Ticker ticker, Key log) {
    this.store = store;
    this.ticker = ticker;
    this.log = log;
    tail = store.tail(log, 0);
    lastSearch = ticker.nanos();
  }

  /** The next records, as {@link LogTail#read} gives them. */
  public List<ByteBuffer> read(Duration limit) throws TransportException {
    batch = tail.position();
    moved = false;
    return tail.read(limit);
  }

  /**
   * The log goes on in another segment: the next read is there. All that came before is held to be
   * had; a number that is not the next one cannot be right.
   */
  public void follow(long next) {
    if (next != segment + 1) {
      doubt();
      return;
    }
    segment = next;
    moved = true;
    tail.close();
    tail = store.tail(Layout.segment(log, segment), 0);
    sound();
  }

  /** Whether the rest of what the last read gave is of no concern: the log goes on elsewhere. */
  public boolean hasMoved() {
    return moved;
  }

  /**
   * For a reader that has waited in vain: if the record that named the next segment got lost, that
   * one has begun by now, and is followed. Without a broken record that could have been it, waits
   * longer, since the rest of this segment may only show late. Looks every few seconds only.
   *
   * @param silence how long nothing has come
   */
  public void followUnnamed(Duration silence, Duration limit) throws TransportException {
    long patience = inDoubt() ? LOOK_ON_MILLIS : UNNAMED_MILLIS;
    if (silence.toMillis() < patience || ticker.millisSince(lastSearch) < LOOK_ON_MILLIS) {
      return;
    }
    lastSearch = ticker.nanos();
    boolean begun;
    try (LogTail next = store.tail(Layout.segment(log, segment + 1), 0)) {
      begun = !next.read(limit).isEmpty();
    }
    if (begun) {
      follow(segment + 1);
    }
  }

  /** A record could not be understood: it may have been the one that will be missed. */
  public void doubt() {
    if (doubtful < 0) {
      doubtful = batch;
    }
  }

  /** Whether a record since the last one that was taken could not be understood. */
  public boolean inDoubt() {
    return doubtful >= 0;
  }

  /** A record was taken that only what came before could have kept away. */
  public void sound() {
    doubtful = -1;
    missing = false;
  }

  /** A record was taken that has no number: it would not be known again, so no way leads back. */
  public void unnumbered() {
    onlyForward = true;
  }

  /**
   * Goes back to where what is missing should be.
   *
   * @return false if it has been missing for some seconds and is not going to come
   */
  public boolean again() {
    if (!missing) {
      missing = true;
      missingSince = ticker.nanos();
    } else if (ticker.millisSince(missingSince) >= LOOK_ON_MILLIS) {
      return false;
    }
    if (!onlyForward) {
      tail.close();
      tail = store.tail(Layout.segment(log, segment), doubtful >= 0 ? doubtful : batch);
    }
    return true;
  }

  @Override
  public void close() {
    tail.close();
  }
}
