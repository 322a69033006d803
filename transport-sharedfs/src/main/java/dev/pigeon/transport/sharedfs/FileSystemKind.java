package dev.pigeon.transport.sharedfs;

/** How far away the users of a directory may be: the values of the setting {@code filesystem}. */
public enum FileSystemKind {
  /** Decided by the type in the mount table; unknown types count as {@link #NETWORK}. */
  AUTO("auto"),
  /** Every user goes through this machine's page cache. */
  LOCAL("local"),
  /** Other machines cache the directory on their own. */
  NETWORK("network");

  private final String word;

  FileSystemKind(String word) {
    this.word = word;
  }

  /** The word in the settings. */
  public String word() {
    return word;
  }
}
