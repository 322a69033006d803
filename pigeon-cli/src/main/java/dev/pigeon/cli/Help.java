package dev.pigeon.cli;

/** What {@code pigeon --help} prints. */
final class Help {
  static final String TEXT =
      """
      Usage: pigeon [OPTIONS] COMMAND [ARG...]   run a command on the worker's machine
             pigeon [OPTIONS] 'SNIPPET'          run a shell snippet there
             pigeon [OPTIONS] -c 'SNIPPET'       the same, said outright
             pigeon [OPTIONS]                    a shell there, or a script from standard input
             pigeon worker [--help]              serve: run the commands of others here
             pigeon config [--help]              show and change the configuration
             pigeon transports                   list the transports and their settings
             pigeon gc [--dry-run]               remove old sessions and what the dead left behind
             pigeon key new [FILE]               make a key to sign requests with

      Options, up to the first word that is none, or --:
        -c SNIPPET           run SNIPPET with the worker's bash
        -n                   give the command an empty standard input
        -t, -T               force, or forbid, a terminal for the command; by default it gets one
                             when standard input and standard output both are
            --route ROUTE    only a worker of this route (default: route of the configuration)
            --wait-worker S  wait at most S seconds for a living worker (default: 3)
            --embedded       no configuration and no worker needed: run here, through a private
                             cache, the same way
        -v, --verbose        say what was chosen and why, and what is waited for
            --debug          show stack traces of pigeon's own failures (also PIGEON_DEBUG=1)
        -h, --help           this text
            --version        version, build and Java

      To run a program called worker, config, transports, gc or key there: pigeon -- gc

      The exit code is the command's; 128+n if signal n ended it; 2 for wrong usage or
      configuration; 255 if something between here and the command failed.
      """;

  private Help() {}
}
