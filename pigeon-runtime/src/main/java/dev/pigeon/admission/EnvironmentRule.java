package dev.pigeon.admission;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Which variables of a request reach its command. As a rule all but those that have a program load
 * or run something before it does what it is for; where only certain commands are allowed, none but
 * those that describe a terminal, since too many others decide what a command does.
 */
final class EnvironmentRule {
  private static final Set<String> TERMINAL =
      Set.of(
          "TERM",
          "COLORTERM",
          "TERM_PROGRAM",
          "TERM_PROGRAM_VERSION",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "LS_COLORS",
          "NO_COLOR",
          "FORCE_COLOR");

  /** A star at the end stands for any rest. */
  private static final List<String> DANGEROUS =
      List.of(
          "LD_*",
          "GCONV_PATH",
          "GLIBC_TUNABLES",
          "BASH_ENV",
          "BASH_FUNC_*",
          "BASHOPTS",
          "ENV",
          "IFS",
          "PROMPT_COMMAND",
          "PS4",
          "SHELLOPTS",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "NODE_OPTIONS",
          "PERL5DB",
          "PERL5OPT",
          "PYTHONSTARTUP",
          "RUBYOPT");

  private final boolean terminalOnly;
  private final List<String> allowed;

  /**
   * @param terminalOnly whether to let only the terminal's variables through
   * @param allowed names let through in any case; a star at the end stands for any rest
   */
  EnvironmentRule(boolean terminalOnly, List<String> allowed) {
    this.terminalOnly = terminalOnly;
    this.allowed = List.copyOf(allowed);
  }

  /**
   * Whether a request may set a variable to a value, or remove it.
   *
   * @param value null if it is removed
   */
  boolean admits(String name, String value) {
    if (matches(name, allowed)) {
      return true;
    }
    if (terminalOnly) {
      // A locale may be the path of a file.
      return TERMINAL.contains(name) && (value == null || value.indexOf('/') < 0);
    }
    return !matches(name, DANGEROUS);
  }

  private static boolean matches(String name, Collection<String> patterns) {
    for (String each : patterns) {
      boolean open = each.endsWith("*");
      if (open ? name.startsWith(each.substring(0, each.length() - 1)) : name.equals(each)) {
        return true;
      }
    }
    return false;
  }
}
