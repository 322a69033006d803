package dev.pigeon.worker;

import dev.pigeon.os.OsSignals;

/**
 * Signals that whoever started this process had it ignore, as {@code nohup} does. Java leaves them
 * so, and every command would inherit that and be deaf to Ctrl-C.
 */
public final class IgnoredSignals {
  private IgnoredSignals() {}

  /**
   * Goes on ignoring a signal that Java will not handle, but with a handler: those are not
   * inherited.
   *
   * @param name without SIG
   */
  public static void keepFromCommands(String name) {
    try {
      LibC.signal(new sun.misc.Signal(name).getNumber(), null);
    } catch (LinkageError e) {
      return; // without the C library's help commands ignore the signal, as they did
    }
    OsSignals.handle(name, number -> {});
  }
}
