package dev.pigeon.cli;

import dev.pigeon.auth.BadKey;
import dev.pigeon.auth.KeyFile;
import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.config.CurrentPath;
import java.nio.file.Path;
import java.util.List;

/** {@code pigeon key new}. */
final class KeyCommand {
  private static final String HELP =
      """
      Usage: pigeon key new [FILE]   make a key to sign requests with

      FILE is auth.key_file if that is set, else ~/.config/pigeon/key. It must lie outside of the
      shared folder. Client and worker need the same key: make it on one machine, and
      copy it to the other as you would a password. See docs/security.md.
      To run a program of that name remotely: pigeon -- key
      """;

  private KeyCommand() {}

  static int run(List<String> args) throws UsageError, ConfigException {
    if (args.contains("-h") || args.contains("--help")) {
      System.out.print(HELP);
      return ExitCode.OK;
    }
    if (args.isEmpty() || !args.get(0).equals("new") || args.size() > 2) {
      throw new UsageError(
          "write pigeon key new [FILE]; to run a command called key remotely: pigeon -- key …");
    }
    if (args.size() == 2 && args.get(1).startsWith("-")) {
      throw new UsageError(
          "pigeon key new has no option "
              + args.get(1)
              + "; for a file of that name write ./"
              + args.get(1));
    }
    ConfigContext context = Host.context();
    Config config = Config.load(context);
    Path file = args.size() == 2 ? context.cwd().resolve(args.get(1)) : usual(config, context);
    try {
      KeyFile.create(file, Path.of(config.cache()));
    } catch (BadKey e) {
      throw new UsageError(e.getMessage());
    }
    System.out.println(file);
    System.err.println(
        "pigeon: copy this file to the other machine (scp -p), and say on both: pigeon config set"
            + " auth.key_file "
            + file);
    return ExitCode.OK;
  }

  private static Path usual(Config config, ConfigContext context) {
    return config.authKeyFile() != null
        ? Path.of(config.authKeyFile())
        : CurrentPath.folder(context).resolve("key");
  }
}
