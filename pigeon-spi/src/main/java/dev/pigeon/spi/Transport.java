package dev.pigeon.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An open store: documents, logs and folders below one namespace.
 *
 * <p>Rules for every implementation, each checked by the conformance kit:
 *
 * <ul>
 *   <li>All methods may be called from any thread at once. A log has one appender.
 *   <li>Every method with a {@code limit} does I/O and blocks for at most about that long; then it
 *       throws {@link TransportException} of kind {@link FailureKind#UNREACHABLE}, whatever the
 *       store does. A write that failed so may still happen later.
 *   <li>{@link #close} may be called from any thread; blocked calls end at once with kind {@link
 *       FailureKind#CLOSED}, and so does every later call.
 *   <li>Parents of a key come into being with it; there is no call that makes a folder.
 * </ul>
 */
public interface Transport extends StoreReader, AutoCloseable {

  /** What this transport can do here; no I/O. */
  Traits traits();

  /** Replaces a document atomically, or creates it. */
  void replace(Key key, byte[] content, Duration limit) throws TransportException;

  /**
   * Creates a document only if there is none. Of any number of creators, on any machines, exactly
   * one wins. Contents that differ between creators (a token) let an implementation find out what
   * happened to a call that failed half-way.
   */
  Creation create(Key key, byte[] content, Duration limit) throws TransportException;

  /**
   * Removes a document or a log, or a folder with everything below it. Readers find it whole or
   * gone; what cannot be removed yet is hidden and removed later, at the latest by another delete,
   * be it of an absent key. An absent key is no error.
   */
  void delete(Key key, Duration limit) throws TransportException;

  /**
   * The names right below a folder, sorted; empty if the folder is absent. Names that no key could
   * have, and hidden work files of the transport, are left out. May lag behind other machines. Not
   * to be changed by the caller; the same object as before says that nothing changed since.
   */
  List<String> list(Key folder, Duration limit) throws TransportException;

  /** Opens a log for appending at its end, creating it if absent. One appender a log, always. */
  LogAppender appender(Key log, Duration limit) throws TransportException;

  /**
   * The same store, read by somebody who believes only some users; works where {@link
   * Capability#OWNERS} is declared. What anybody else has written, or could have put in its place,
   * fails to be read with kind {@link FailureKind#REFUSED}; the check is of what is read, not of
   * what had the name a moment before.
   *
   * @throws TransportException of kind REFUSED if users who are not believed could write into the
   *     store, unless that is accepted; of kind {@link FailureKind#INCOMPATIBLE} if a user is not
   *     known, or if this store cannot tell who wrote what
   */
  default StoreReader trusting(Trust trust, Duration limit) throws TransportException {
    throw new TransportException(
        FailureKind.INCOMPATIBLE, "this transport cannot tell who wrote what");
  }

  /** Watches for changes right below the given folders and of the documents and logs in them. */
  ChangeWatch watch(List<Key> folders) throws TransportException;

  /**
   * The time now by the clock that stamps {@link Document#modified}, found out with a write if need
   * be. Comparing the two tells a document's age without comparing two machines' clocks.
   */
  Instant storeTime(Duration limit) throws TransportException;

  /** Whether the store answers now, and after how long; writes and reads if that is the way. */
  Duration probe(Duration limit) throws TransportException;

  /** Frees everything and wakes every blocked call. Never throws; the second call does nothing. */
  @Override
  void close();
}
