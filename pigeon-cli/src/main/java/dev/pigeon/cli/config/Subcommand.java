package dev.pigeon.cli.config;

import dev.pigeon.config.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Builds the picocli model of one subcommand without annotations. */
final class Subcommand {

  /** What a subcommand does; the result is the exit code. */
  interface Action {
    int run(ParseResult words) throws ConfigException;
  }

  private Subcommand() {}

  static CommandSpec of(String name, String help, Action action) {
    CommandSpec[] self = new CommandSpec[1];
    Callable<Integer> call = () -> action.run(self[0].commandLine().getParseResult());
    self[0] = CommandSpec.wrapWithoutInspection(call).name(name);
    self[0].usageMessage().description(help);
    return self[0].addOption(help());
  }

  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this help and leave.")
        .build();
  }

  static OptionSpec flag(String name, String help) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(help).build();
  }

  static PositionalParamSpec word(int index, String label, String arity, String help) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .arity(arity)
        .required(!arity.startsWith("0"))
        .type(String.class)
        .hideParamSyntax(true)
        .description(help)
        .build();
  }

  static boolean isGiven(ParseResult words, String flag) {
    return words.hasMatchedOption(flag);
  }
}
