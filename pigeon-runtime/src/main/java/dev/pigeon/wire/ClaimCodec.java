package dev.pigeon.wire;

import java.nio.charset.StandardCharsets;

/** Claims of sessions and locks to bytes and back: the one document that is no JSON. */
public final class ClaimCodec {
  private ClaimCodec() {}

  public static byte[] encode(Claim claim) {
    return ("worker_host="
            + claim.worker().host()
            + "\nworker_pid="
            + claim.worker().pid()
            + "\ntoken="
            + claim.token()
            + (claim.process().isEmpty() ? "" : "\nprocess=" + claim.process())
            + (claim.fenced() ? "\nfenced=true" : "")
            + (claim.session().isEmpty() ? "" : "\nsession=" + claim.session())
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a claim of ours or of a foreign worker; what it does not say is empty or 0. */
  public static Claim decode(byte[] bytes) {
    String host = "";
    long pid = 0;
    String token = "";
    String process = "";
    boolean fenced = false;
    String session = "";
    String text = new String(bytes, StandardCharsets.UTF_8);
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf('\n', from);
      if (to < 0) {
        to = text.length();
      }
      String line = text.substring(from, to);
      if (line.startsWith("worker_host=")) {
        host = line.substring("worker_host=".length()).trim();
      } else if (line.startsWith("worker_pid=")) {
        pid = pid(line.substring("worker_pid=".length()).trim());
      } else if (line.startsWith("token=")) {
        token = line.substring("token=".length()).trim();
      } else if (line.startsWith("process=")) {
        process = line.substring("process=".length()).trim();
      } else if (line.trim().equals("fenced=true")) {
        fenced = true;
      } else if (line.startsWith("session=")) {
        session = line.substring("session=".length()).trim();
      }
      from = to + 1;
    }
    return new Claim(new WorkerName(host, pid), token, process, fenced, session);
  }

  private static long pid(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0; // a claim without a usable pid still says that the session is taken
    }
  }
}
