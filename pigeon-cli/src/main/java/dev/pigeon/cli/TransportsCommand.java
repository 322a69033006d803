package dev.pigeon.cli;

import dev.pigeon.spi.Setting;
import dev.pigeon.transports.BadTransport;
import dev.pigeon.transports.FoundTransport;
import java.io.PrintStream;
import java.util.List;

/** {@code pigeon transports}: what is found, where from, and its settings. */
final class TransportsCommand {
  private TransportsCommand() {}

  static int run(List<String> args) throws UsageError, BadTransport {
    if (args.size() == 1 && (args.get(0).equals("--help") || args.get(0).equals("-h"))) {
      System.out.println("Usage: pigeon transports   list the transports and their settings");
      return ExitCode.OK;
    }
    if (!args.isEmpty()) {
      throw new UsageError(
          "pigeon transports takes no words; to run a command of that name"
              + " remotely: pigeon -- transports …");
    }
    PrintStream out = System.out;
    for (FoundTransport found : OpenStore.catalog(Host.context()).all()) {
      out.println(found.provider().name() + "  (" + found.origin() + ")");
      out.println("    " + found.description());
      for (Setting setting : found.settings()) {
        String fallback = setting.fallback() == null ? "required" : "default " + setting.fallback();
        out.println(
            "    transports."
                + found.provider().name()
                + '.'
                + setting.name()
                + "  ("
                + fallback
                + ")  "
                + setting.help());
      }
    }
    return ExitCode.OK;
  }
}
