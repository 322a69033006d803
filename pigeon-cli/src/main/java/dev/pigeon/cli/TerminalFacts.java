package dev.pigeon.cli;

import dev.pigeon.client.Invocation;
import dev.pigeon.client.PassingNotices;
import dev.pigeon.wire.TerminalInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the caller's streams and variables say about the terminal.
 *
 * @param terminal pty or pipes
 * @param escapes whether a person types at the pty
 * @param colour whether colour is wanted
 * @param notices whether a line can be erased on standard error, or is wanted all the same
 * @param variables the terminal variables that are set
 */
record TerminalFacts(
    TerminalInfo terminal,
    boolean escapes,
    boolean colour,
    PassingNotices notices,
    Map<String, String> variables) {
  private static final String[] TRAVEL = {
    "TERM",
    "COLORTERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LS_COLORS",
    "NO_COLOR",
    "FORCE_COLOR"
  };
  private static final String[] ABSENT_TOO = {"NO_COLOR", "FORCE_COLOR"};

  static TerminalFacts of(ClientWords words, Map<String, String> env) {
    boolean in = Host.isTerminal(0);
    boolean out = Host.isTerminal(1);
    boolean pty =
        switch (words.pty()) {
          case AUTOMATIC -> in && out && !words.noStdin();
          case FORCED -> true;
          case FORBIDDEN -> false;
        };
    Map<String, String> variables = new HashMap<>();
    for (String name : TRAVEL) {
      String value = env.get(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    String noColor = env.get("NO_COLOR");
    return new TerminalFacts(
        pty ? new TerminalInfo(true, true, null) : TerminalInfo.PIPES,
        pty && in,
        out && (noColor == null || noColor.isEmpty()),
        notices(words, env),
        variables);
  }

  private static PassingNotices notices(ClientWords words, Map<String, String> env) {
    if (Host.isTerminal(2) && !"dumb".equals(env.get("TERM"))) {
      return PassingNotices.ERASED;
    }
    return words.verbose() ? PassingNotices.PRINTED : PassingNotices.HIDDEN;
  }

  /** What is laid over the worker's environment. */
  Map<String, String> env(Invocation invocation, String prompt) {
    if (!(invocation instanceof Invocation.Shell) || !terminal.pty()) {
      return variables;
    }
    Map<String, String> env = new HashMap<>(variables);
    env.put("PS1", prompt);
    env.put(RemotePrompt.VARIABLE, prompt);
    return env;
  }

  /** What is removed from the worker's environment. */
  List<String> unsetEnv() {
    List<String> names = new ArrayList<>();
    for (String name : ABSENT_TOO) {
      if (!variables.containsKey(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
