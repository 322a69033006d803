package dev.pigeon.cli.config;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the words of {@code pigeon worker} and {@code pigeon config}, in a line. */
public final class WrongWords {
  private WrongWords() {}

  /** The problem and where to read more. */
  public static String of(ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    return problem(failure, command) + "; see `" + command + " --help`";
  }

  private static String problem(ParameterException failure, String command) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      if (unmatched.isUnknownOption()) {
        return command + " has no option " + word;
      }
      boolean names = !failure.getCommandLine().getSubcommands().isEmpty();
      return names
          ? "there is no `" + command + " " + word + "`"
          : command + " takes no word \"" + word + "\" there";
    }
    if (failure.getArgSpec() instanceof OptionSpec option && failure.getValue() != null) {
      return option.longestName()
          + " needs "
          + kind(option)
          + ", not \""
          + failure.getValue()
          + '"';
    }
    return failure.getMessage().lines().findFirst().orElse("wrong words");
  }

  private static String kind(OptionSpec option) {
    if (option.type() == Boolean.class) {
      return "no value, or true or false";
    }
    return option.type() == Integer.class ? "a whole number" : "a number";
  }
}
