package dev.pigeon.wire;

/** The states of a session, as status.json names them. */
public enum SessionState {
  PENDING("pending"),
  RUNNING("running"),
  SUCCEEDED("succeeded"),
  FAILED("failed"),
  CANCELLED("cancelled");

  private final String word;

  SessionState(String word) {
    this.word = word;
  }

  /** The word in the file. */
  public String word() {
    return word;
  }

  /** Whether nothing comes after it. */
  public boolean isFinal() {
    return this != PENDING && this != RUNNING;
  }

  /** The state of a command that ended with {@code exitCode}. */
  public static SessionState ofExit(int exitCode) {
    return exitCode == 0 ? SUCCEEDED : FAILED;
  }

  /** The state of a word, or null for one that this version does not know. */
  static SessionState ofWord(String word) {
    for (SessionState state : values()) {
      if (state.word.equals(word)) {
        return state;
      }
    }
    return null;
  }
}
