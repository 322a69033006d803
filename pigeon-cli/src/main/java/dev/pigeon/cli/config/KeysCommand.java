package dev.pigeon.cli.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pigeon.config.ConfigKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config keys}: what may stand in the file. */
final class KeysCommand {
  private static final String NONE = "-";

  private KeysCommand() {}

  static CommandSpec spec(Desk desk) {
    return Subcommand.of(
            "keys",
            "List every key with its type, default and environment variable.",
            words -> {
              if (Subcommand.isGiven(words, "--json")) {
                desk.out().println(json().toPrettyString());
              } else if (Subcommand.isGiven(words, "--short")) {
                printNames(desk.out());
              } else {
                printColumns(desk.out());
              }
              return 0;
            })
        .addOption(Subcommand.flag("--short", "Print the names only."))
        .addOption(Subcommand.flag("--json", "Print a JSON array."));
  }

  private static void printNames(PrintWriter out) {
    for (ConfigKey key : ConfigKey.values()) {
      out.println(key.dotted());
    }
  }

  private static void printColumns(PrintWriter out) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"KEY", "TYPE", "DEFAULT", "VARIABLE", "MEANING"});
    for (ConfigKey key : ConfigKey.values()) {
      rows.add(
          new String[] {
            key.dotted(),
            type(key),
            key.fallback() == null ? NONE : key.fallback(),
            key.variable() == null ? NONE : key.variable(),
            key.help()
          });
    }
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      out.println(line.append(row[4]));
    }
  }

  private static ArrayNode json() {
    ArrayNode keys = JsonNodeFactory.instance.arrayNode();
    for (ConfigKey key : ConfigKey.values()) {
      keys.addObject()
          .put("key", key.dotted())
          .put("type", type(key))
          .put("default", key.fallback())
          .put("variable", key.variable())
          .put("expected", key.expectation())
          .put("help", key.help());
    }
    return keys;
  }

  private static String type(ConfigKey key) {
    return key.type().name().toLowerCase(Locale.ROOT);
  }
}
