package dev.pigeon.client;

import dev.pigeon.flow.FlowLimits;
import dev.pigeon.wire.TerminalInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one command is to be run with, after command line, configuration and environment.
 *
 * @param invocation the words
 * @param shell how the remote bash is called
 * @param cwd absolute, symlinks resolved
 * @param route the wanted worker's route; null for workers without one
 * @param user the caller's name
 * @param host this machine's name
 * @param pid this process
 * @param waitWorker how long to look for a living worker
 * @param workerLostAfter how long a worker's heartbeat may stand still
 * @param signsEvery how long the client may be silent before it shows that it lives
 * @param flow how much input, and over pipes how much output, may lie in the store
 * @param terminal pty or pipes, after {@code -t} and {@code -T}
 * @param escapes whether a person types at the pty, so that {@code ~.} and its kin count
 * @param colour whether colour is wanted
 * @param noStdin whether the command gets an empty standard input
 * @param notices what becomes of passing notices
 * @param env laid over the worker's environment, without {@code remoteEnv}
 * @param unsetEnv removed from it
 * @param remoteEnv what the configuration forces upon it
 * @param place where the store is, for messages
 */
public record ClientOptions(
    Invocation invocation,
    RemoteShell shell,
    String cwd,
    String route,
    String user,
    String host,
    long pid,
    Duration waitWorker,
    Duration workerLostAfter,
    Duration signsEvery,
    FlowLimits flow,
    TerminalInfo terminal,
    boolean escapes,
    boolean colour,
    boolean noStdin,
    PassingNotices notices,
    Map<String, String> env,
    List<String> unsetEnv,
    Map<String, String> remoteEnv,
    String place) {}
