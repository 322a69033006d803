package dev.pigeon.client;

/**
 * How the remote bash is called, as configured.
 *
 * @param sourceBashrc whether {@code ~/.bashrc} is loaded silently before the command
 * @param interactiveCommand what {@code pigeon} alone runs on a terminal; null for bash
 * @param prompt the interactive shell's {@code PS1}
 */
public record RemoteShell(boolean sourceBashrc, String interactiveCommand, String prompt) {
  /** The prompt that says where one is. */
  public static final String PROMPT = "[pigeon][\\u@\\h \\w]\\$ ";
}
