package dev.pigeon.spi.testing;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.time.Duration;

/** The watch of a {@link BrokenTransport}. */
final class BrokenWatch implements ChangeWatch {
  private static final Duration CUT = Duration.ofMillis(10);

  private final ChangeWatch watch;
  private final Fault fault;

  BrokenWatch(ChangeWatch watch, Fault fault) {
    this.watch = watch;
    this.fault = fault;
  }

  @Override
  public boolean await(Duration limit) throws TransportException {
    if (fault == Fault.ENDLESS_HINTS) {
      return true;
    }
    // A real loss would be noticed only after the whole limit, so the test's time is cut.
    boolean lossy = fault == Fault.LOST_WAKE || fault == Fault.LOST_HINT;
    try {
      return watch.await(lossy && limit.compareTo(CUT) > 0 ? CUT : limit);
    } catch (TransportException e) {
      if (fault == Fault.CLOSED_IS_UNREACHABLE && e.kind() == FailureKind.CLOSED) {
        throw new TransportException(FailureKind.UNREACHABLE, "the wait was cut off", e);
      }
      throw e;
    }
  }

  @Override
  public void wake() {
    if (fault != Fault.LOST_WAKE) {
      watch.wake();
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
