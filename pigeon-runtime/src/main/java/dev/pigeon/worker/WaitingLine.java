package dev.pigeon.worker;

import dev.pigeon.wire.Request;
import dev.pigeon.wire.WaitingLines;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who waits for this worker, noted down anew at each look at the sessions, which come in their
 * order. Any thread may ask.
 */
final class WaitingLine {
  /** Who stands further back learns his place when he has come nearer. */
  private static final int MOST = 256;

  private final Map<String, Integer> jobs = new LinkedHashMap<>();
  private final Map<String, Integer> folders = new LinkedHashMap<>();
  private final Map<String, Integer> lengths = new HashMap<>();
  private int count;
  private volatile WaitingLines shown = WaitingLines.NONE;

  /** A look begins. */
  void begin() {
    jobs.clear();
    folders.clear();
    lengths.clear();
    count = 0;
  }

  /** It waits until this worker runs fewer sessions. */
  void forJob(Request request) {
    if (count++ < MOST) {
      jobs.put(request.session().value(), jobs.size() + 1);
    }
  }

  /** It waits for another session of its working directory. */
  void forFolder(Request request) {
    int place = lengths.merge(request.cwd(), 1, Integer::sum);
    if (count++ < MOST) {
      folders.put(request.session().value(), place);
    }
  }

  /** The look has ended: what was noted is shown. */
  void end() {
    shown = count == 0 ? WaitingLines.NONE : new WaitingLines(jobs, folders);
  }

  /** Nobody waits for a worker that is stopping. */
  void dissolve() {
    begin();
    end();
  }

  /** As the last look that ended found it. */
  WaitingLines shown() {
    return shown;
  }
}
