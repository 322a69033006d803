package dev.pigeon.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Words of the local command line as bash source. A word holds either ordinary text or, where the
 * caller passed bytes that are no UTF-8, one lone surrogate U+DC80 to U+DCFF for each such byte.
 */
public final class ShellWords {
  private static final String[] OPERATORS = {
    "|", "||", ";", "&&", "&", ">", ">>", "<", "<<", "(", ")"
  };
  private static final String[] SHELLS = {"bash", "sh", "dash", "zsh", "ksh", "fish", "ash"};

  private ShellWords() {}

  /** The first word that is a bare operator, or null. */
  public static String operatorIn(List<String> words) {
    for (String word : words) {
      for (String operator : OPERATORS) {
        if (operator.equals(word)) {
          return word;
        }
      }
    }
    return null;
  }

  /** Whether the words already call a shell with a script of its own: {@code bash -c '…'}. */
  static boolean callsShell(List<String> words) {
    String first = words.get(0);
    String name = first.substring(first.lastIndexOf('/') + 1);
    for (String shell : SHELLS) {
      if (shell.equals(name)) {
        return words.get(1).startsWith("-");
      }
    }
    return false;
  }

  /**
   * The words as one simple command: leading {@code NAME=value} words assign, {@code $NAME} and
   * {@code ${NAME}} expand to one word, everything else is quoted.
   */
  static String command(List<String> words) {
    StringBuilder out = new StringBuilder();
    boolean assignments = true;
    for (String word : words) {
      if (out.length() > 0) {
        out.append(' ');
      }
      int equals = word.indexOf('=');
      if (assignments && equals > 0 && isName(word, 0, equals)) {
        out.append(word, 0, equals + 1);
        quoteOrExpand(out, word.substring(equals + 1));
        continue;
      }
      assignments = false;
      quoteOrExpand(out, word);
    }
    return out.toString();
  }

  /**
   * The same command as {@link #command} for words that are too long together for one: what stands
   * in the script are positions, the words themselves follow it as arguments.
   */
  static String byPosition(List<String> words) {
    StringBuilder out = new StringBuilder();
    boolean assignments = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      if (assignments && equals > 0 && isName(word, 0, equals)) {
        out.append(word, 0, equals + 1);
        quoteOrExpand(out, word.substring(equals + 1));
        out.append(' ');
        continue;
      }
      assignments = false;
      if (expands(word)) {
        out.append('"').append(word).append("\" ");
        continue;
      }
      int end = i + 1;
      while (end < words.size() && !expands(words.get(end))) {
        end++;
      }
      out.append("\"${@:").append(i + 1).append(':').append(end - i).append("}\" ");
      i = end - 1;
    }
    return out.toString();
  }

  /** Whether a word holds bytes that are no UTF-8. */
  static boolean hasRawBytes(List<String> words) {
    for (String word : words) {
      if (hasRawBytes(word)) {
        return true;
      }
    }
    return false;
  }

  /** The words joined as a person would type them, for an error message's corrected line. */
  public static String asSnippet(List<String> words) {
    StringBuilder out = new StringBuilder();
    for (String word : words) {
      out.append(out.length() == 0 ? "" : " ");
      if (operatorIn(List.of(word)) != null || isPlain(word)) {
        out.append(word);
      } else {
        quoteOrExpand(out, word);
      }
    }
    return out.toString();
  }

  /** One word, quoted so that bash reads exactly it. */
  public static String quote(String word) {
    StringBuilder out = new StringBuilder(word.length() + 2);
    quote(out, word);
    return out.toString();
  }

  /** A snippet as bash source even if it holds bytes that are no UTF-8. */
  static String snippet(String text) {
    return hasRawBytes(text) ? "eval " + quote(text) : text;
  }

  /** The text of raw bytes as this class wants it. */
  public static String ofBytes(byte[] bytes) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return text.toString();
    } catch (CharacterCodingException e) {
      StringBuilder out = new StringBuilder(bytes.length);
      for (byte b : bytes) {
        out.append(b >= 0 ? (char) b : (char) (0xDC00 | b & 0xff));
      }
      return out.toString();
    }
  }

  private static void quoteOrExpand(StringBuilder out, String word) {
    if (expands(word)) {
      out.append('"').append(word).append('"');
    } else {
      quote(out, word);
    }
  }

  /** Whether a word is just {@code $NAME} or {@code ${NAME}}. */
  private static boolean expands(String word) {
    int length = word.length();
    if (length < 2 || word.charAt(0) != '$') {
      return false;
    }
    boolean braces = length > 3 && word.charAt(1) == '{' && word.charAt(length - 1) == '}';
    return braces ? isName(word, 2, length - 1) : isName(word, 1, length);
  }

  private static void quote(StringBuilder out, String word) {
    if (hasRawBytes(word)) {
      ansi(out, word);
      return;
    }
    out.append('\'');
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\'') {
        out.append("'\\''");
      } else {
        out.append(c);
      }
    }
    out.append('\'');
  }

  private static void ansi(StringBuilder out, String word) {
    out.append("$'");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c >= 0xDC80 && c <= 0xDCFF) {
        out.append('\\').append(Integer.toOctalString(c & 0xff));
      } else if (c == '\'' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    out.append('\'');
  }

  private static boolean hasRawBytes(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c >= 0xDC80
          && c <= 0xDCFF
          && (i == 0 || !Character.isHighSurrogate(word.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(String text, int from, int to) {
    if (from >= to || text.charAt(from) >= '0' && text.charAt(from) <= '9') {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      if (!letter && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(String word) {
    if (word.isEmpty()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!Character.isLetterOrDigit(c) && "-_./,:=@%+".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
