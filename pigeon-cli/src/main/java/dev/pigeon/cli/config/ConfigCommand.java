package dev.pigeon.cli.config;

import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code pigeon config …}. */
public final class ConfigCommand {
  /** The exit code of wrong words and of a configuration that cannot be used. */
  static final int USAGE = 2;

  private ConfigCommand() {}

  /**
   * Runs the words after {@code config}.
   *
   * @param transports asked before another transport is chosen
   * @return 0, or 2 after one line on {@code err} that names the problem and the next step
   */
  public static int run(
      List<String> words,
      ConfigContext context,
      TransportCheck transports,
      PrintStream out,
      PrintStream err) {
    PrintWriter printer = new PrintWriter(out, false, StandardCharsets.UTF_8);
    PrintWriter complaints = new PrintWriter(err, false, StandardCharsets.UTF_8);
    try {
      if (RemovedOption.isAmong(words)) {
        complaints.println("pigeon: " + RemovedOption.MESSAGE);
        return USAGE;
      }
      List<String> all = new ArrayList<>(words);
      all.add(0, "config");
      return commandLine(context, transports, printer, complaints)
          .execute(all.toArray(new String[0]));
    } finally {
      printer.flush();
      complaints.flush();
    }
  }

  /** The model of {@code config}, for the help of the whole program. */
  public static CommandSpec spec(
      ConfigContext context, TransportCheck transports, PrintWriter out, PrintWriter err) {
    Desk desk = new Desk(context, transports, out, err);
    CommandSpec spec =
        Subcommand.of(
            "config",
            "Show and change the configuration.",
            words -> {
              words.commandSpec().commandLine().usage(err);
              return USAGE;
            });
    for (CommandSpec sub :
        List.of(
            EditCommands.init(desk),
            EditCommands.refresh(desk),
            EditCommands.path(desk),
            ShowCommand.spec(desk),
            EditCommands.set(desk),
            EditCommands.unset(desk),
            KeysCommand.spec(desk))) {
      spec.addSubcommand(sub.name(), sub);
    }
    return spec;
  }

  private static CommandLine commandLine(
      ConfigContext context, TransportCheck transports, PrintWriter out, PrintWriter err) {
    CommandSpec pigeon = CommandSpec.create().name("pigeon");
    pigeon.addSubcommand("config", spec(context, transports, out, err));
    return new CommandLine(pigeon)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(
            (failure, words) -> {
              err.println("pigeon: " + WrongWords.of(failure));
              return USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, words) -> {
              if (!(failure instanceof ConfigException)) {
                throw failure;
              }
              out.flush();
              err.println("pigeon: " + failure.getMessage());
              return USAGE;
            });
  }
}
