package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code VERSION} file: which sources the folder was built from. */
final class BuildInfo {

  private BuildInfo() {}

  static String text(String version, Path sources, BuildLog log) throws InterruptedException {
    String commit = git(sources, log, "rev-parse", "--short=12", "HEAD");
    String changes = git(sources, log, "status", "--porcelain", "--untracked-files=no");
    String date = git(sources, log, "log", "-1", "--format=%cs");
    return "version="
        + version
        + "\ncommit="
        + (commit.isEmpty() ? "unknown" : commit + (changes.isEmpty() ? "" : "+changes"))
        + "\ndate="
        + (date.isEmpty() ? "unknown" : date)
        + "\n";
  }

  /** What git prints, or nothing where there is no git or no repository. */
  private static String git(Path sources, BuildLog log, String... words)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(sources.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      String printed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean good = git.waitFor(30, TimeUnit.SECONDS) && git.exitValue() == 0;
      return good ? printed.strip() : "";
    } catch (IOException noGit) {
      log.note("git cannot be asked: " + noGit.getMessage());
      return "";
    }
  }
}
