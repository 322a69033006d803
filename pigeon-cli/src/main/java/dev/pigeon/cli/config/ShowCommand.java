package dev.pigeon.cli.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigException;
import dev.pigeon.config.ConfigFile;
import dev.pigeon.config.ConfigValue;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config show}: the file as it is, or what is in force. */
final class ShowCommand {
  private static final int COMMENT_COLUMN = 40;

  private ShowCommand() {}

  static CommandSpec spec(Desk desk) {
    return Subcommand.of(
            "show",
            "Print the configuration file as it is, or the values in force.",
            words -> {
              boolean json = Subcommand.isGiven(words, "--json");
              if (!Subcommand.isGiven(words, "--effective")) {
                return json ? refuseJson(desk) : printFile(desk);
              }
              Config config = desk.config();
              if (json) {
                desk.out().println(json(config).toPrettyString());
              } else {
                printToml(config, desk.out());
              }
              return 0;
            })
        .addOption(Subcommand.flag("--effective", "Every key, its value and where it comes from."))
        .addOption(Subcommand.flag("--json", "With --effective: print a JSON object."));
  }

  /** A file that is wrong is shown all the same: it has to be seen to be corrected. */
  private static int printFile(Desk desk) throws ConfigException {
    ConfigFile file = desk.file();
    try {
      file.sync();
    } catch (ConfigException e) {
      if (Files.isReadable(file.path())) {
        desk.out().print(file.text());
      }
      throw e;
    }
    desk.out().print(file.text());
    return 0;
  }

  private static int refuseJson(Desk desk) {
    desk.tell("config show: --json goes with --effective; the file itself is TOML");
    return ConfigCommand.USAGE;
  }

  private static void printToml(Config config, PrintWriter out) {
    out.println("# " + config.file());
    String table = "";
    for (EffectiveValue value : EffectiveValue.of(config)) {
      String own = table(value.name());
      if (!own.equals(table)) {
        out.println();
        out.println("[" + own + "]");
        table = own;
      }
      String leaf = value.name().substring(own.isEmpty() ? 0 : own.length() + 1);
      if (value.value() == null) {
        out.println("# " + leaf + " is not set");
        continue;
      }
      String key = leaf.indexOf('.') < 0 ? leaf : '"' + leaf + '"';
      String line = key + " = " + ConfigValue.literal(value.key(), value.value());
      out.println(
          line + " ".repeat(Math.max(0, COMMENT_COLUMN - line.length())) + "  # " + value.origin());
    }
  }

  private static ObjectNode json(Config config) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("file", config.file().toString());
    ObjectNode values = root.putObject("values");
    List<EffectiveValue> all = EffectiveValue.of(config);
    for (EffectiveValue value : all) {
      ObjectNode node = values.putObject(value.name());
      putTyped(node, value);
      node.put("source", value.source().name().toLowerCase(Locale.ROOT));
      if (value.line() > 0) {
        node.put("line", value.line());
      }
    }
    return root;
  }

  private static void putTyped(ObjectNode node, EffectiveValue value) {
    if (value.value() == null) {
      node.putNull("value");
      return;
    }
    switch (value.key().type()) {
      case STRING -> node.put("value", value.value());
      case INTEGER -> node.put("value", Long.parseLong(value.value()));
      case FLOAT -> node.put("value", Double.parseDouble(value.value()));
      case BOOLEAN -> node.put("value", Boolean.parseBoolean(value.value()));
      case LIST -> ConfigValue.items(value.value()).forEach(node.putArray("value")::add);
    }
  }

  /** The table that a dotted name lies in: one level, two for the settings of a transport. */
  private static String table(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return "";
    }
    return name.startsWith("transports.")
        ? name.substring(0, name.indexOf('.', dot + 1))
        : name.substring(0, dot);
  }
}
