package dev.pigeon.cli;

/** Exit codes of pigeon's own; every other one is the remote command's. */
final class ExitCode {
  static final int OK = 0;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

  /** Everything between client and command. */
  static final int NOT_CARRIED = 255;

  private ExitCode() {}
}
