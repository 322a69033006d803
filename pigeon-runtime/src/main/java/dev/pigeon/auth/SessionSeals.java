package dev.pigeon.auth;

/**
 * What signs the records of one session.
 *
 * @param stdin for stdin.jsonl
 * @param control for control.jsonl
 */
public record SessionSeals(RecordSeal stdin, RecordSeal control) {

  static SessionSeals of(SharedKey key, byte[] signature) {
    SharedKey session = key.ofSession(signature);
    return new SessionSeals(new RecordSeal(session, "stdin"), new RecordSeal(session, "control"));
  }
}
