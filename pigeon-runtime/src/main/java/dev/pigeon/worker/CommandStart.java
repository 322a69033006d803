package dev.pigeon.worker;

import dev.pigeon.wire.Request;

/** Starts the command of a request, or says why it cannot be. */
interface CommandStart extends AutoCloseable {

  /** What came of it. */
  sealed interface Outcome {}

  /**
   * It runs.
   *
   * @param fellBack whether it runs on pipes although a pty was asked for
   */
  record Running(Command command, boolean fellBack) implements Outcome {}

  /**
   * It does not run.
   *
   * @param message why, for the caller
   * @param exitCode 127 or 126 as a shell would say, else 255
   */
  record NotStarted(String message, int exitCode) implements Outcome {}

  /** Starts it. */
  Outcome start(Request request);

  /** Loads what the first start needs; may take long and never fails. */
  void warmUp();

  /** Once nothing runs any more and nothing will be started. */
  @Override
  void close();
}
