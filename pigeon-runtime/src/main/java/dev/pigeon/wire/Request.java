package dev.pigeon.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * request.json: what is to run, where and for whom.
 *
 * @param session the session's id
 * @param command the argv to execute, at least one word
 * @param cwd absolute path of the working directory
 * @param route only a worker of the same route serves it; null matches only a worker without one
 * @param createdAt when the client wrote it, by its own clock
 * @param requester who asked
 * @param env laid over the worker's environment; includes {@code remoteEnv} for peers that know
 *     nothing of that field
 * @param unsetEnv removed from the worker's environment before {@code env} is laid over it
 * @param remoteEnv what the caller's configuration forces upon the command; beats everything
 * @param terminal pty or pipes
 * @param ackWindow unread bytes of output after which the worker waits for the client's
 *     acknowledgement; 0 if the client does not acknowledge
 * @param signsOfLife whether the client shows that it lives by a control record every few seconds
 * @param signsEvery how often it does so at least
 * @param auth its signature as it stands there; null for an unsigned one
 */
public record Request(
    SessionId session,
    List<String> command,
    String cwd,
    String route,
    Instant createdAt,
    Requester requester,
    Map<String, String> env,
    List<String> unsetEnv,
    Map<String, String> remoteEnv,
    TerminalInfo terminal,
    long ackWindow,
    boolean signsOfLife,
    Duration signsEvery,
    String auth) {
  /** How often a client shows that it lives which does not say it. */
  public static final Duration USUAL_SIGNS = Duration.ofSeconds(5);

  /** The length of its document in bytes; no system lets a command have so much. */
  public static final int MOST_BYTES = 4 << 20;

  /** How many {@link #strings} it may have: they take far more memory than their characters. */
  public static final int MOST_STRINGS = 100_000;

  public Request {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a request has a command");
    }
    if (!cwd.startsWith("/")) {
      throw new IllegalArgumentException("the working directory is no absolute path: " + cwd);
    }
    env = Map.copyOf(env);
    unsetEnv = List.copyOf(unsetEnv);
    remoteEnv = Map.copyOf(remoteEnv);
  }

  /**
   * How long its client may give no sign of life: one that shows itself seldom by its own setting
   * is not lost for its worker's.
   *
   * @param patience the worker's
   */
  public Duration silenceAllowed(Duration patience) {
    Duration least = signsEvery.plus(signsEvery).plusSeconds(1);
    return patience.compareTo(least) < 0 ? least : patience;
  }

  /** How many words, and names and values of variables, it has. */
  public int strings() {
    return command.size() + unsetEnv.size() + 2 * (env.size() + remoteEnv.size());
  }

  /** The same command in perhaps another place and environment. */
  public Request restricted(
      String where,
      Map<String, String> newEnv,
      List<String> newUnsetEnv,
      Map<String, String> newRemoteEnv) {
    return new Request(
        session,
        command,
        where,
        route,
        createdAt,
        requester,
        newEnv,
        newUnsetEnv,
        newRemoteEnv,
        terminal,
        ackWindow,
        signsOfLife,
        signsEvery,
        auth);
  }
}
