package dev.pigeon.admission;

import dev.pigeon.auth.SessionSeals;
import dev.pigeon.wire.Request;
import java.util.List;

/** What is to be done with a request. */
public sealed interface Verdict {

  /**
   * Run it.
   *
   * @param request without what it may not have
   * @param dropped names of variables that were taken out, sorted
   * @param seals what the session's records are signed with; null for an unsigned request
   */
  record Admitted(Request request, List<String> dropped, SessionSeals seals) implements Verdict {
    public Admitted {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * Do not run it.
   *
   * @param message why, for the caller, and the next step
   */
  record Refused(String message) implements Verdict {}
}
