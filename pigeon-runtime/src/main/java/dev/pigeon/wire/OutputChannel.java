package dev.pigeon.wire;

/** Where output of a command came from. */
public enum OutputChannel {
  PTY("pty"),
  STDOUT("stdout"),
  STDERR("stderr");

  private final String word;

  OutputChannel(String word) {
    this.word = word;
  }

  /** The word in the record. */
  public String word() {
    return word;
  }

  /** The one of three things that is of this channel. */
  <T> T choose(T ofPty, T ofStdout, T ofStderr) {
    return switch (this) {
      case PTY -> ofPty;
      case STDOUT -> ofStdout;
      case STDERR -> ofStderr;
    };
  }

  static OutputChannel ofWord(String word) {
    for (OutputChannel channel : values()) {
      if (channel.word.equals(word)) {
        return channel;
      }
    }
    return null;
  }
}
