package dev.pigeon.worker;

import dev.pigeon.admission.Admission;
import dev.pigeon.admission.Verdict;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Request;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Lets a claimed session in or not: by the rules of its worker, by its client's confirmation if it
 * is signed, and by the audit log, without whose line nothing runs.
 */
final class Admittance {
  private static final String UNCONFIRMED =
      "the request's client did not confirm it in time, as if this were a copy of an earlier one;"
          + " nothing was run, try again";

  private final Transport transport;
  private final Ticker ticker;
  private final Admission admission;
  private final WorkerLog log;
  private final Duration limit;

  Admittance(
      Transport transport, Ticker ticker, Admission admission, WorkerLog log, Duration limit) {
    this.transport = transport;
    this.ticker = ticker;
    this.admission = admission;
    this.log = log;
    this.limit = limit;
  }

  /**
   * What may be run of a request, or why nothing is. Blocks while a client is asked to confirm.
   *
   * @param stream where it is asked
   * @param ending whether to wait for it no longer
   */
  Verdict judge(Request request, StreamLog stream, BooleanSupplier ending)
      throws TransportException {
    Verdict verdict = admission.judge(request, limit);
    if (verdict instanceof Verdict.Admitted admitted) {
      boolean confirmed = isConfirmed(request, admitted, stream, ending);
      String refusal = confirmed ? note(request, admitted) : UNCONFIRMED;
      if (refusal == null) {
        tellDropped(request, admitted);
        return admitted;
      }
      verdict = new Verdict.Refused(refusal);
    }
    if (verdict instanceof Verdict.Refused refused) {
      tellRefusal(request, refused.message());
    }
    return verdict;
  }

  private boolean isConfirmed(
      Request request, Verdict.Admitted admitted, StreamLog stream, BooleanSupplier ending)
      throws TransportException {
    return admitted.seals() == null
        || new Confirmation(transport, admission.incoming(), ticker, limit)
            .obtain(request.session(), stream, admitted.seals().control(), ending);
  }

  /** Why it cannot be run though it may; null if it was noted. */
  private String note(Request request, Verdict.Admitted admitted) {
    return admission.note(request, admitted.seals() != null, null);
  }

  private void tellDropped(Request request, Verdict.Admitted admitted) {
    if (!admitted.dropped().isEmpty()) {
      String names = String.join(" ", admitted.dropped());
      log.warn(
          request.session() + " does not get these variables (see worker.allow_env): " + names);
    }
  }

  private void tellRefusal(Request request, String refusal) {
    log.warn(request.session() + " refused: " + refusal);
    String trouble = admission.note(request, false, refusal);
    if (trouble != null) {
      log.warn(request.session() + " " + trouble);
    }
  }
}
