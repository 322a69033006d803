package dev.pigeon.os;

/** The numbers of signals: the same on every Linux, and in what client and worker write. */
public final class SignalNumber {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGKILL = 9;
  public static final int SIGPIPE = 13;
  public static final int SIGTERM = 15;

  private SignalNumber() {}
}
