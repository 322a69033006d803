package dev.pigeon.admission;

import dev.pigeon.auth.SessionSeals;
import dev.pigeon.wire.Request;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a worker runs, where, and with which variables. */
public final class Rules {
  /** Anything, anywhere. */
  public static final Rules NONE = new Rules(null, null, List.of());

  private final List<String> commands;
  private final List<String> folders;
  private final EnvironmentRule environment;

  /**
   * @param commands the only commands to run, each as its whole text; null for any
   * @param folders the only folders, with all below them, to run commands in; null for any
   * @param env variables that a request may set although they are dropped as a rule
   */
  public Rules(List<String> commands, List<String> folders, List<String> env) {
    this.commands = commands == null ? null : List.copyOf(commands);
    this.folders = folders == null ? null : List.copyOf(folders);
    environment = new EnvironmentRule(commands != null, env);
  }

  /**
   * @param seals what its records are signed with; null for an unsigned one
   */
  Verdict judge(Request request, SessionSeals seals) {
    if (commands != null) {
      String text = CommandText.of(request.command());
      if (!commands.contains(text)) {
        return new Verdict.Refused(
            "this worker runs only certain commands, and this is none of them: "
                + text
                + "; its owner can add that to worker.allow_commands");
      }
    }
    String cwd = request.cwd();
    if (folders != null) {
      cwd = allowed(cwd);
      if (cwd == null) {
        return new Verdict.Refused(
            "this worker runs commands only in certain folders, and "
                + request.cwd()
                + " is in none of them; its owner can add it to worker.allow_cwd");
      }
    }
    return strip(request, cwd, seals);
  }

  /** Where a folder really is, if that is allowed, else null. */
  private String allowed(String cwd) {
    Path real = real(cwd);
    for (String each : folders) {
      Path folder = real(each);
      if (real != null && folder != null && real.startsWith(folder)) {
        return real.toString();
      }
    }
    return null;
  }

  private static Path real(String path) {
    try {
      return Path.of(path).toRealPath();
    } catch (IOException | InvalidPathException e) {
      return null; // what is not there is in no folder, and holds none
    }
  }

  private Verdict strip(Request request, String cwd, SessionSeals seals) {
    Set<String> dropped = new TreeSet<>();
    Map<String, String> env = admitted(request.env(), dropped);
    Map<String, String> remoteEnv = admitted(request.remoteEnv(), dropped);
    List<String> unset =
        request.unsetEnv().stream().filter(name -> environment.admits(name, null)).toList();
    return new Verdict.Admitted(
        request.restricted(cwd, env, unset, remoteEnv), List.copyOf(dropped), seals);
  }

  private Map<String, String> admitted(Map<String, String> env, Set<String> dropped) {
    Map<String, String> kept = new HashMap<>();
    for (Map.Entry<String, String> each : env.entrySet()) {
      if (environment.admits(each.getKey(), each.getValue())) {
        kept.put(each.getKey(), each.getValue());
      } else {
        dropped.add(each.getKey());
      }
    }
    return kept;
  }
}
