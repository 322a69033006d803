package dev.pigeon.cli.config;

import dev.pigeon.config.ConfigException;
import dev.pigeon.config.ConfigFile;
import dev.pigeon.config.ConfigKey;
import dev.pigeon.config.CurrentPath;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The subcommands that change the file or the choice of it. */
final class EditCommands {
  private EditCommands() {}

  static CommandSpec init(Desk desk) {
    return Subcommand.of(
        "init",
        "Create the configuration file, unless it exists, and print its path.",
        words -> {
          ConfigFile file = desk.file();
          if (!file.init()) {
            desk.tell(file.path() + " exists; its values stay");
            print(desk, file.sync());
          }
          desk.out().println(file.path());
          return 0;
        });
  }

  static CommandSpec refresh(Desk desk) {
    return Subcommand.of(
        "refresh",
        "Copy the environment into the file, add the defaults it lacks, and print what changed.",
        words -> {
          ConfigFile file = desk.file();
          List<String> changes = file.refresh();
          for (String change : changes) {
            desk.out().println(change);
          }
          if (changes.isEmpty()) {
            desk.tell(file.path() + " lacks nothing");
          }
          return 0;
        });
  }

  static CommandSpec path(Desk desk) {
    return Subcommand.of(
            "path",
            "Print the path of the configuration file, or choose another file.",
            words -> {
              String chosen = words.matchedPositionalValue(0, (String) null);
              desk.out().println(chosen == null ? desk.file().path() : choose(desk, chosen));
              return 0;
            })
        .addPositional(
            Subcommand.word(0, "[FILE]", "0..1", "The file from now on; it need not exist yet."));
  }

  static CommandSpec set(Desk desk) {
    CommandSpec spec =
        Subcommand.of(
                "set",
                "Set a key; comments and the order of the file stay.",
                words -> {
                  String key = words.matchedPositionalValue(0, "");
                  String value = words.matchedPositionalValue(1, "");
                  checkTransport(desk.transports(), key, value);
                  ConfigFile file = desk.file();
                  file.set(key, value);
                  warnOfVariable(desk, key);
                  return 0;
                })
            .addPositional(Subcommand.word(0, "KEY", "1", "See `pigeon config keys`."))
            .addPositional(Subcommand.word(1, "VALUE", "1", "As text; the key says its type."));
    spec.parser().unmatchedOptionsArePositionalParams(true);
    return spec;
  }

  static CommandSpec unset(Desk desk) {
    return Subcommand.of(
            "unset",
            "Remove a key. One that is not there is no failure.",
            words -> {
              String key = words.matchedPositionalValue(0, "");
              ConfigFile file = desk.file();
              if (!file.unset(key)) {
                desk.tell(key + " is not set in " + file.path());
              }
              warnOfVariable(desk, key);
              return 0;
            })
        .addPositional(Subcommand.word(0, "KEY", "1", "See `pigeon config keys`."));
  }

  private static void checkTransport(TransportCheck transports, String key, String value)
      throws ConfigException {
    ConfigKey known = ConfigKey.find(key);
    if (known == ConfigKey.TRANSPORT) {
      transports.check(value);
    } else if (known == ConfigKey.TRANSPORTS) {
      int from = key.indexOf('.') + 1;
      int to = key.indexOf('.', from);
      if (to > 0) { // else it is no setting, which the file says
        transports.checkSetting(key.substring(from, to), key.substring(to + 1));
      }
    }
  }

  private static Path choose(Desk desk, String chosen) throws ConfigException {
    Path file = CurrentPath.select(desk.context(), chosen);
    Path variable = CurrentPath.fromVariable(desk.context());
    if (variable != null && !variable.equals(file)) {
      desk.tell(
          CurrentPath.VARIABLE + "=" + variable + " wins in this shell; unset it to use " + file);
    }
    return file;
  }

  /** The next command would copy the variable over what was just done. */
  private static void warnOfVariable(Desk desk, String name) {
    ConfigKey key = ConfigKey.find(name);
    if (key == null || key.variable() == null) {
      return;
    }
    String value = desk.context().env().get(key.variable());
    if (value != null && !value.isEmpty()) {
      desk.tell(key.variable() + "=" + value + " wins in this shell; unset it to use the file's");
    }
  }

  private static void print(Desk desk, List<String> changes) {
    for (String change : changes) {
      desk.tell("now " + change);
    }
  }
}
