package dev.pigeon.config;

import java.time.Duration;

/**
 * Every key that may stand in a configuration file. The last two are patterns: what stands between
 * angle brackets is the user's. Raise the number in {@link Snapshot} when a type or a range
 * changes.
 */
public enum ConfigKey {
  CACHE(
      "cache",
      Type.STRING,
      "/tmp/pigeon-cache",
      "PIGEON_CACHE",
      "The folder that both machines see; absolute, may begin with ~/ and contain $NAME."),
  NAMESPACE(
      "namespace",
      Type.STRING,
      "$USER",
      "PIGEON_NAMESPACE",
      "Clients and workers meet only inside one namespace; may contain $NAME."),
  USER(
      "user",
      Type.STRING,
      "$USER",
      "PIGEON_USER",
      "The name that requests carry; may contain $NAME."),
  ROUTE(
      "route",
      Type.STRING,
      null,
      "PIGEON_ROUTE",
      "Commands go only to workers of the same route; unset goes to workers without one."),
  TRANSPORT(
      "transport",
      Type.STRING,
      "sharedfs",
      null,
      "What carries the sessions; `pigeon transports` lists the choices."),
  WAIT_WORKER(
      "wait_worker",
      Type.FLOAT,
      "3.0",
      0,
      86_400,
      null,
      "Seconds that a command waits for a live worker before it gives up."),
  WORKER_ROUTE(
      "worker.route",
      Type.STRING,
      null,
      "PIGEON_WORKER_ROUTE",
      "The route that a worker serves, if it is not the one of `route`."),
  WORKER_MAX_JOBS(
      "worker.max_jobs",
      Type.INTEGER,
      "4",
      1,
      10_000,
      "PIGEON_WORKER_MAX_JOBS",
      "How many commands a worker runs at a time."),
  WORKER_POLL_INTERVAL(
      "worker.poll_interval",
      Type.FLOAT,
      "0.05",
      0.001,
      60,
      "PIGEON_WORKER_POLL_INTERVAL",
      "Seconds between two looks of a worker at the shared folder."),
  WORKER_DEBUG(
      "worker.debug",
      Type.BOOLEAN,
      "false",
      "PIGEON_WORKER_DEBUG",
      "Whether a worker logs every step."),
  WORKER_ALLOW_SHARED_TREE(
      "worker.allow_shared_tree",
      Type.BOOLEAN,
      "false",
      null,
      "Whether a worker serves a shared folder that its group or others can write."),
  WORKER_ALLOW_USERS(
      "worker.allow_users",
      Type.LIST,
      null,
      null,
      "Users whose requests a worker runs besides those of its own user."),
  WORKER_ALLOW_COMMANDS(
      "worker.allow_commands",
      Type.LIST,
      null,
      null,
      "The only commands that a worker runs, each as its whole text; unset allows any."),
  WORKER_ALLOW_CWD(
      "worker.allow_cwd",
      Type.LIST,
      null,
      null,
      "The only folders, with all below them, that commands start in; unset allows any."),
  WORKER_ALLOW_ENV(
      "worker.allow_env",
      Type.LIST,
      null,
      null,
      "Variables like LD_PRELOAD that a request may set although a worker drops them."),
  WORKER_AUDIT_LOG(
      "worker.audit_log",
      Type.STRING,
      null,
      null,
      "A file that gets a line for every session before it runs."),
  INTERACTIVE_COMMAND(
      "interactive.command",
      Type.STRING,
      null,
      null,
      "What `pigeon` without words starts; unset starts an interactive bash."),
  INTERACTIVE_SOURCE_BASHRC(
      "interactive.source_bashrc",
      Type.BOOLEAN,
      "false",
      "PIGEON_SOURCE_BASHRC",
      "Whether ~/.bashrc is loaded silently before a command."),
  INTERACTIVE_PS1(
      "interactive.ps1",
      Type.STRING,
      null,
      "PIGEON_INTERACTIVE_PS1",
      "The prompt of the interactive shell."),
  SESSION_WORKER_LOST_AFTER(
      "session.worker_lost_after",
      Type.FLOAT,
      "10.0",
      2,
      3_600,
      null,
      "Seconds without a sign of life after which a session gives its worker up, and a worker that"
          + " cannot give one its commands."),
  SESSION_CLIENT_LOST_AFTER(
      "session.client_lost_after",
      Type.FLOAT,
      "30.0",
      3,
      3_600,
      null,
      "Seconds without a sign of life after which a worker hangs up a client's command."),
  SESSION_KEEP(
      "session.keep",
      Type.FLOAT,
      "86400.0",
      60,
      315_360_000,
      null,
      "Seconds that a finished session stays before it is removed."),
  SESSION_KEEP_COUNT(
      "session.keep_count",
      Type.INTEGER,
      "1000",
      0,
      10_000_000,
      null,
      "How many finished sessions stay at most; the oldest go first."),
  SESSION_WINDOW(
      "session.window",
      Type.FLOAT,
      "32.0",
      8,
      65_536,
      null,
      "MiB of output or input that may lie unread before its writer waits."),
  SESSION_KEEP_OUTPUT(
      "session.keep_output",
      Type.FLOAT,
      "64.0",
      0,
      16_777_216,
      null,
      "MiB of output or input that stay once they were read; what is older is dropped."),
  AUTH_KEY_FILE(
      "auth.key_file",
      Type.STRING,
      null,
      null,
      "The key that requests are signed with; a worker with one runs nothing unsigned."),
  REMOTE_ENV(
      "remote_env.<NAME>",
      Type.STRING,
      null,
      null,
      "A variable that every command gets, over any other value of it."),
  TRANSPORTS(
      "transports.<provider>.<setting>",
      Type.STRING,
      null,
      null,
      "A setting of one transport; `pigeon transports` explains them.");

  /** What a value may be. */
  public enum Type {
    STRING("a string"),
    INTEGER("a whole number"),
    FLOAT("a number"),
    BOOLEAN("true or false"),
    /** As text its items are lines, so an empty text is an empty list. */
    LIST("a list of strings, [\"a\", \"b\"], each of one line");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    /** The type as a sentence has it, with its article. */
    public String words() {
      return words;
    }
  }

  private static final ConfigKey[] ALL = values();
  static final String REMOTE_ENV_PREFIX = "remote_env.";
  static final String TRANSPORTS_PREFIX = "transports.";

  private final String dotted;
  private final Type type;
  private final String fallback;
  private final double least;
  private final double most;
  private final String variable;
  private final String help;

  ConfigKey(String dotted, Type type, String fallback, String variable, String help) {
    this(dotted, type, fallback, 0, 0, variable, help);
  }

  ConfigKey(
      String dotted,
      Type type,
      String fallback,
      double least,
      double most,
      String variable,
      String help) {
    this.dotted = dotted;
    this.type = type;
    this.fallback = fallback;
    this.least = least;
    this.most = most;
    this.variable = variable;
    this.help = help;
  }

  /** The key that a dotted name belongs to, for example {@code remote_env.X}; null if none. */
  public static ConfigKey find(String name) {
    if (name.startsWith(REMOTE_ENV_PREFIX)) {
      return REMOTE_ENV;
    }
    if (name.startsWith(TRANSPORTS_PREFIX)) {
      return TRANSPORTS;
    }
    for (ConfigKey key : ALL) {
      if (key.dotted.equals(name) && !key.isPattern()) {
        return key;
      }
    }
    return null;
  }

  /** The name as people write it, {@code worker.max_jobs}. */
  public String dotted() {
    return dotted;
  }

  public Type type() {
    return type;
  }

  /** The value in force when nothing sets one; null for none. */
  public String fallback() {
    return fallback;
  }

  /** The built-in value of a key that is a number of seconds. */
  public Duration usualTime() {
    return ConfigValue.time(fallback);
  }

  /** The environment variable of the same meaning; null for none. */
  public String variable() {
    return variable;
  }

  /** Whether the variable's value is copied into the file rather than only laid over it. */
  public boolean isSynced() {
    return variable != null && this != INTERACTIVE_SOURCE_BASHRC && this != INTERACTIVE_PS1;
  }

  /** Whether variables in the value are replaced when it is read. */
  boolean isExpanded() {
    return isPath() || this == NAMESPACE || this == USER;
  }

  /** Whether the value is an absolute path. */
  boolean isPath() {
    return this == CACHE || this == AUTH_KEY_FILE || this == WORKER_AUDIT_LOG;
  }

  /** Whether a new file holds this key. */
  public boolean isWrittenByDefault() {
    return this == CACHE
        || this == NAMESPACE
        || this == USER
        || this == WORKER_MAX_JOBS
        || this == WORKER_POLL_INTERVAL
        || this == WORKER_DEBUG;
  }

  /** Whether the name holds a part that the user chooses. */
  public boolean isPattern() {
    return this == REMOTE_ENV || this == TRANSPORTS;
  }

  /** One sentence for people. */
  public String help() {
    return help;
  }

  /** Whether a number may be a value of this key. */
  boolean isInRange(double value) {
    return value >= least && value <= most;
  }

  /** What a value must be, with its range: {@code a whole number from 1 to 10000}. */
  public String expectation() {
    if (type != Type.INTEGER && type != Type.FLOAT) {
      return type.words();
    }
    return type.words() + " from " + number(least) + " to " + number(most);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
