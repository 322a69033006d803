package dev.pigeon.cleanup;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.TransportException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Lists, looks at each, and looks a second time at what seemed dead: only what has not changed in
 * between may go. What concerns one thing alone leaves that thing where it is.
 *
 * @param <T> one thing of the listing
 * @param <S> what has to be remembered of a suspect
 */
abstract class TwoLooks<T, S> implements Sweep {
  private final Store store;
  private final SecondLook later;
  private final Deque<S> suspects = new ArrayDeque<>();
  private List<T> things;
  private int looked;

  TwoLooks(Store store, Ticker ticker) {
    this.store = store;
    later = new SecondLook(ticker);
  }

  /** What there is to look at. */
  abstract List<T> list() throws TransportException;

  /** The first look. */
  abstract void look(T thing) throws TransportException;

  /** Work that needs all first looks and no second one: one step of it, false once it is done. */
  boolean settle() throws TransportException {
    return false;
  }

  /** The second look. */
  abstract void confirm(S suspect) throws TransportException;

  final Store store() {
    return store;
  }

  /** Has a suspect looked at again, not before {@code time} from now. */
  final void suspect(S suspect, Duration time) {
    suspects.add(suspect);
    later.in(time);
  }

  @Override
  public final boolean step() throws TransportException {
    if (things == null) {
      things = list();
      return true;
    }
    try {
      if (looked < things.size()) {
        look(things.get(looked++));
      } else if (!settle()) {
        if (suspects.isEmpty()) {
          return false;
        }
        if (later.isDue()) {
          confirm(suspects.remove());
        }
      }
    } catch (TransportException e) {
      store.bear(e);
    }
    return true;
  }

  @Override
  public final Duration pause() {
    boolean waits = things != null && looked == things.size() && !suspects.isEmpty();
    return waits && isSettled() ? later.left() : Duration.ZERO;
  }

  /** Whether {@link #settle} has nothing more to do. */
  boolean isSettled() {
    return true;
  }

  @Override
  public final int looked() {
    return looked;
  }

  @Override
  public final int total() {
    return things == null ? 0 : things.size();
  }
}
