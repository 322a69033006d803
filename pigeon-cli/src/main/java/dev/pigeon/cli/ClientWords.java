package dev.pigeon.cli;

import dev.pigeon.cli.config.RemovedOption;
import dev.pigeon.client.Invocation;
import dev.pigeon.client.ShellWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a command, taken apart by hand: a library would cost more time than the rest
 * of the client. Options end at the first word that is none, and at {@code --}.
 */
final class ClientWords {

  /** How {@code -t} and {@code -T} leave the choice of a pty. */
  enum Pty {
    AUTOMATIC,
    FORCED,
    FORBIDDEN
  }

  private String route;
  private Duration waitWorker;
  private boolean verbose;
  private boolean debug;
  private boolean noStdin;
  private boolean embedded;
  private boolean help;
  private boolean version;
  private Pty pty = Pty.AUTOMATIC;
  private String snippet;
  private final List<String> words = new ArrayList<>();

  private ClientWords() {}

  /** Takes words apart. */
  static ClientWords parse(List<String> args) throws UsageError {
    ClientWords parsed = new ClientWords();
    int i = 0;
    while (i < args.size()) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        i++;
        break;
      }
      if (arg.length() < 2 || arg.charAt(0) != '-') {
        break;
      }
      i = arg.startsWith("--") ? parsed.longOption(args, i) : parsed.shortOptions(args, i);
    }
    parsed.words.addAll(args.subList(i, args.size()));
    return parsed;
  }

  String route() {
    return route;
  }

  /** How long to wait for a worker; null if not given. */
  Duration waitWorker() {
    return waitWorker;
  }

  boolean verbose() {
    return verbose;
  }

  boolean debug() {
    return debug;
  }

  boolean noStdin() {
    return noStdin;
  }

  boolean embedded() {
    return embedded;
  }

  boolean help() {
    return help;
  }

  boolean version() {
    return version;
  }

  Pty pty() {
    return pty;
  }

  /** What is to be executed. */
  Invocation invocation() throws UsageError {
    if (snippet != null) {
      if (!words.isEmpty()) {
        throw new UsageError(
            "-c takes the whole snippet as one word, but more words follow it: quote it, as in "
                + "pigeon -c "
                + ShellWords.quote(snippet + ' ' + String.join(" ", words)));
      }
      return new Invocation.Snippet(snippet);
    }
    if (words.isEmpty()) {
      return new Invocation.Shell();
    }
    if (words.size() == 1) {
      return new Invocation.Snippet(words.get(0));
    }
    String operator = ShellWords.operatorIn(words);
    if (operator != null) {
      throw new UsageError(
          "the word "
              + ShellWords.quote(operator)
              + " is a shell operator and would reach the command as plain text; write: pigeon -c "
              + ShellWords.quote(ShellWords.asSnippet(words)));
    }
    return new Invocation.Words(words);
  }

  private int longOption(List<String> args, int at) throws UsageError {
    String arg = args.get(at);
    int equals = arg.indexOf('=');
    String name = equals < 0 ? arg : arg.substring(0, equals);
    String inline = equals < 0 ? null : arg.substring(equals + 1);
    switch (name) {
      case "--route" -> {
        route = value(args, at, name, inline);
        return inline == null ? at + 2 : at + 1;
      }
      case "--wait-worker" -> {
        waitWorker = seconds(name, value(args, at, name, inline));
        return inline == null ? at + 2 : at + 1;
      }
      case "--verbose" -> verbose = flag(name, inline);
      case "--debug" -> debug = flag(name, inline);
      case "--embedded" -> embedded = flag(name, inline);
      case "--help" -> help = flag(name, inline);
      case "--version" -> version = flag(name, inline);
      default -> {
        if (RemovedOption.matches(arg)) {
          throw new UsageError(RemovedOption.MESSAGE);
        }
        throw unknown(arg);
      }
    }
    return at + 1;
  }

  private int shortOptions(List<String> args, int at) throws UsageError {
    String arg = args.get(at);
    for (int i = 1; i < arg.length(); i++) {
      switch (arg.charAt(i)) {
        case 'v' -> verbose = true;
        case 'n' -> noStdin = true;
        case 't' -> pty = Pty.FORCED;
        case 'T' -> pty = Pty.FORBIDDEN;
        case 'h' -> help = true;
        case 'c' -> {
          String inline = i + 1 < arg.length() ? arg.substring(i + 1) : null;
          snippet = value(args, at, "-c", inline);
          return inline == null ? at + 2 : at + 1;
        }
        default -> throw unknown(arg);
      }
    }
    return at + 1;
  }

  private static String value(List<String> args, int at, String name, String inline)
      throws UsageError {
    if (inline != null) {
      return inline;
    }
    if (at + 1 >= args.size()) {
      throw new UsageError(name + " needs a value; see pigeon --help");
    }
    return args.get(at + 1);
  }

  private static boolean flag(String name, String inline) throws UsageError {
    if (inline != null) {
      throw new UsageError(name + " takes no value; see pigeon --help");
    }
    return true;
  }

  private static Duration seconds(String name, String text) throws UsageError {
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= 86_400) {
        return Duration.ofMillis(Math.round(value * 1000));
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for both mistakes.
    }
    throw new UsageError(name + " needs seconds from 0 to 86400, as in 0.5, not \"" + text + '"');
  }

  private static UsageError unknown(String arg) {
    return new UsageError(
        "there is no option "
            + arg
            + "; see pigeon --help, or write pigeon -- "
            + arg
            + " … if it is the command's");
  }
}
