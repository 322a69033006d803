package dev.pigeon.client;

import java.util.ArrayList;
import java.util.List;

/** Turns an invocation into the argv that the worker executes. */
final class CommandLine {
  private static final String LOAD_BASHRC = "{ . ~/.bashrc; } </dev/null >/dev/null 2>&1; ";

  /** The kernel takes 128 KiB in one argument; a character has up to three bytes. */
  private static final int LONG = 32 << 10;

  private static final String[] COLOURED = {"ls", "grep", "egrep", "fgrep"};

  private final RemoteShell shell;
  private final boolean pty;
  private final boolean colour;

  /**
   * @param pty whether the command gets a terminal
   * @param colour whether {@code ls} and {@code grep} are to colour as they would locally
   */
  CommandLine(RemoteShell shell, boolean pty, boolean colour) {
    this.shell = shell;
    this.pty = pty;
    this.colour = colour;
  }

  List<String> argv(Invocation invocation) {
    if (invocation instanceof Invocation.Snippet snippet) {
      return bash(ShellWords.snippet(snippet.text()));
    }
    if (invocation instanceof Invocation.Words words) {
      List<String> list = words.words();
      return ShellWords.callsShell(list) && !shell.sourceBashrc() ? asGiven(list) : bash(list);
    }
    return shell();
  }

  private List<String> shell() {
    if (!pty) {
      return shell.sourceBashrc()
          ? List.of("bash", "--noprofile", "--norc", "-c", LOAD_BASHRC + "exec bash -s")
          : List.of("bash", "--noprofile", "--norc", "-s");
    }
    if (shell.interactiveCommand() != null) {
      return bash("exec " + shell.interactiveCommand());
    }
    if (shell.sourceBashrc()) {
      // The prompt is set last: most ~/.bashrc set their own.
      return List.of(
          "bash",
          "--noprofile",
          "--norc",
          "-c",
          "exec bash --noprofile --rcfile <(printf %s '{ . ~/.bashrc; } >/dev/null 2>&1;"
              + " PS1=$PIGEON_INTERACTIVE_PS1') -i");
    }
    return List.of("bash", "--noprofile", "--norc", "-i");
  }

  private List<String> asGiven(List<String> words) {
    for (String word : words) {
      if (!ShellWords.quote(word).startsWith("'")) {
        return bash(ShellWords.command(words)); // bytes that JSON cannot carry as they are
      }
    }
    return words;
  }

  private List<String> bash(List<String> words) {
    String command = ShellWords.command(words);
    if (command.length() < LONG || ShellWords.hasRawBytes(words)) {
      return bash(command);
    }
    List<String> argv = bash(ShellWords.byPosition(words));
    argv.add("bash");
    argv.addAll(words);
    return argv;
  }

  private List<String> bash(String snippet) {
    StringBuilder script = new StringBuilder();
    if (shell.sourceBashrc()) {
      script.append(LOAD_BASHRC);
    }
    if (pty && colour) {
      appendColours(script, snippet);
    }
    List<String> argv = new ArrayList<>(5);
    argv.add("bash");
    argv.add("--noprofile");
    argv.add("--norc");
    argv.add("-c");
    // Bash would read a snippet that begins with a dash as its own option.
    argv.add(script.append(snippet.startsWith("-") ? " " : "").append(snippet).toString());
    return argv;
  }

  private static void appendColours(StringBuilder script, String snippet) {
    for (String tool : COLOURED) {
      if (mentions(snippet, tool)) {
        script
            .append(tool)
            .append("() { command ")
            .append(tool)
            .append(" --color=auto \"$@\"; }; ");
      }
    }
  }

  private static boolean mentions(String snippet, String word) {
    for (int at = snippet.indexOf(word); at >= 0; at = snippet.indexOf(word, at + 1)) {
      int after = at + word.length();
      boolean startsWord = at == 0 || isBoundary(snippet.charAt(at - 1));
      if (startsWord && (after == snippet.length() || isBoundary(snippet.charAt(after)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBoundary(char c) {
    return !Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '/' && c != '.';
  }
}
