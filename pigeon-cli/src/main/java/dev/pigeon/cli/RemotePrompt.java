package dev.pigeon.cli;

import dev.pigeon.client.RemoteShell;

/** The prompt of the remote shell: the variable's, else the configuration's, else the usual one. */
final class RemotePrompt {
  static final String VARIABLE = "PIGEON_INTERACTIVE_PS1";

  private RemotePrompt() {}

  static String of(String variable, String configured) {
    if (variable != null) {
      return variable;
    }
    return configured != null ? configured : RemoteShell.PROMPT;
  }
}
