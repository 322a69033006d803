package dev.pigeon.cli.config;

import dev.pigeon.config.Config;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.config.ConfigFile;
import dev.pigeon.config.CurrentPath;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a subcommand works with: the process it runs in and the two streams it writes to. */
record Desk(ConfigContext context, TransportCheck transports, PrintWriter out, PrintWriter err) {

  /** The current file; what could not be remembered about it is told. */
  ConfigFile file() throws ConfigException {
    List<String> warnings = new ArrayList<>();
    ConfigFile file = new ConfigFile(CurrentPath.find(context, warnings), context);
    tell(warnings);
    return file;
  }

  /** The configuration in force; its warnings are told. */
  Config config() throws ConfigException {
    Config config = Config.load(context);
    tell(config.warnings());
    return config;
  }

  /** A line for people on standard error. */
  void tell(String line) {
    err.println("pigeon: " + line);
  }

  private void tell(List<String> lines) {
    for (String line : lines) {
      tell(line);
    }
  }
}
