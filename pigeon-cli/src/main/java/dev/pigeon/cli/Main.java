package dev.pigeon.cli;

import dev.pigeon.cli.config.ConfigCommand;
import dev.pigeon.client.ClientFailure;
import dev.pigeon.config.ConfigContext;
import dev.pigeon.config.ConfigException;
import dev.pigeon.os.OsSignals;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import dev.pigeon.transports.BadTransport;
import java.io.PrintStream;
import java.util.List;

/** The program: decides what the words ask for, and turns failures into one line and a code. */
public final class Main {
  private static final String[] ENDING = {"INT", "TERM", "HUP"};

  private Main() {}

  /** Does what the words say; its exit code is the process's. */
  public static void main(String[] args) {
    ProcessEnd.with(run(ExactWords.of(args)));
  }

  private static int run(List<String> args) {
    PrintStream err = System.err;
    boolean debug = isSet(System.getenv("PIGEON_DEBUG"));
    try (QuitProbe quit = QuitProbe.open()) {
      return dispatch(args, quit);
    } catch (UsageError | ConfigException | BadTransport e) {
      return fail(err, e, ExitCode.USAGE, debug);
    } catch (TransportException e) {
      boolean settings = e.kind() == FailureKind.INCOMPATIBLE;
      return fail(err, e, settings ? ExitCode.USAGE : ExitCode.NOT_CARRIED, debug);
    } catch (ClientFailure e) {
      return fail(err, e, e.isWrongUse() ? ExitCode.USAGE : ExitCode.NOT_CARRIED, debug);
    } catch (RuntimeException | Error e) {
      err.println(
          "pigeon: an error of pigeon's own: "
              + e
              + "; PIGEON_DEBUG=1 shows where, please report it");
      if (debug) {
        e.printStackTrace(err);
      }
      return ExitCode.NOT_CARRIED;
    }
  }

  private static int dispatch(List<String> args, QuitProbe quit)
      throws UsageError, ConfigException, BadTransport, TransportException, ClientFailure {
    String first = args.isEmpty() ? "" : args.get(0);
    switch (first) {
      case "worker":
        return WorkerCommand.run(args.subList(1, args.size()));
      case "config":
        ConfigContext context = Host.context();
        return ConfigCommand.run(
            args.subList(1, args.size()),
            context,
            new InstalledTransports(context),
            System.out,
            System.err);
      case "transports":
        return TransportsCommand.run(args.subList(1, args.size()));
      case "gc":
        return GcCommand.run(args.subList(1, args.size()));
      case "key":
        return KeyCommand.run(args.subList(1, args.size()));
      default:
        break;
    }
    ClientWords words = ClientWords.parse(args);
    if (words.help()) {
      System.out.print(Help.TEXT);
      return ExitCode.OK;
    }
    if (words.version()) {
      System.out.print(Version.text());
      return ExitCode.OK;
    }
    if (words.debug()) {
      System.setProperty("pigeon.debug", "true");
    }
    if (words.embedded()) {
      return EmbeddedCommand.run(words, quit);
    }
    endQuietly();
    return ClientCommand.run(words, quit);
  }

  /** Until the client takes them over, signals end it as they would any other short program. */
  private static void endQuietly() {
    for (String name : ENDING) {
      OsSignals.handle(name, number -> Runtime.getRuntime().halt(128 + number));
    }
  }

  private static int fail(PrintStream err, Exception e, int code, boolean debug) {
    err.println("pigeon: " + e.getMessage());
    if (debug || isSet(System.getProperty("pigeon.debug"))) {
      e.printStackTrace(err);
    }
    return code;
  }

  private static boolean isSet(String value) {
    return value != null && !value.isEmpty() && !value.equals("0");
  }
}
