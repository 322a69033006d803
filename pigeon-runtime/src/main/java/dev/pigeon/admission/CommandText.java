package dev.pigeon.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * A command as a list of allowed ones spells it: the snippet that bash gets from pigeon, or the
 * words as one would type them. Two commands of one text do the same.
 */
final class CommandText {
  private static final List<String> BASH = List.of("bash", "--noprofile", "--norc", "-c");

  private CommandText() {}

  static String of(List<String> argv) {
    if (argv.size() == BASH.size() + 1 && argv.subList(0, BASH.size()).equals(BASH)) {
      String snippet = argv.get(BASH.size());
      List<String> words = quotedWords(snippet);
      return words == null ? snippet : joined(words);
    }
    return joined(argv);
  }

  /** The words of a snippet that is nothing but quoted words, as several words become; or null. */
  private static List<String> quotedWords(String snippet) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (snippet.startsWith("'", at)) {
      int end = snippet.indexOf('\'', at + 1);
      if (end < 0) {
        return null;
      }
      words.add(snippet.substring(at + 1, end));
      if (end + 1 == snippet.length()) {
        return words;
      }
      if (snippet.charAt(end + 1) != ' ') {
        return null;
      }
      at = end + 2;
    }
    return null;
  }

  private static String joined(List<String> argv) {
    StringBuilder text = new StringBuilder();
    for (String word : argv) {
      text.append(text.length() == 0 ? "" : " ").append(quoted(word));
    }
    return text.toString();
  }

  private static String quoted(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!isPlain(word.charAt(i))) {
        return quotedWhole(word);
      }
    }
    return word.isEmpty() ? "''" : word;
  }

  private static String quotedWhole(String word) {
    return '\'' + word.replace("'", "'\\''") + '\'';
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "_./:=@%+,-".indexOf(c) >= 0;
  }
}
