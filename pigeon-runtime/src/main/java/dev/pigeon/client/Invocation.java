package dev.pigeon.client;

import java.util.List;

/** The four forms of a command line. */
public sealed interface Invocation {

  /** No words: a remote shell, or a script from standard input. */
  record Shell() implements Invocation {}

  /** One word, or {@code -c}: a shell snippet. */
  record Snippet(String text) implements Invocation {}

  /**
   * Several words, each to arrive exactly as it is.
   *
   * @param words at least two
   */
  record Words(List<String> words) implements Invocation {
    public Words {
      words = List.copyOf(words);
      if (words.size() < 2) {
        throw new IllegalArgumentException("one word is a snippet");
      }
    }
  }
}
