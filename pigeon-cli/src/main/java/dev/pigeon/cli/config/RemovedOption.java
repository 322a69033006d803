package dev.pigeon.cli.config;

import java.util.List;

/** {@code --config FILE}, which pigeon no longer has. It loads nothing: any command may ask. */
public final class RemovedOption {
  /** What to say to it, without the name of the program in front; the exit code is 2. */
  public static final String MESSAGE =
      "--config is no option any more; choose the file once with `pigeon config path FILE`,"
          + " or for one shell with `export PIGEON_CONFIG=FILE`";

  private RemovedOption() {}

  /** Whether an option word is it. */
  public static boolean matches(String word) {
    return word.equals("--config") || word.startsWith("--config=");
  }

  /** Whether it stands among words, before a {@code --}. */
  static boolean isAmong(List<String> words) {
    for (String word : words) {
      if (word.equals("--")) {
        return false;
      }
      if (matches(word)) {
        return true;
      }
    }
    return false;
  }
}
