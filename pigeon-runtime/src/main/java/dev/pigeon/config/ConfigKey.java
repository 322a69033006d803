package dev.pigeon.config;

import dev.pigeon.spi.Key;
import java.time.Duration;
import java.util.List;

/**
 * Every key that may stand in a configuration file. The last two are patterns: what stands between
 * angle brackets is the user's.
 *
 * <p>Values travel as text in one spelling a type (see {@link #normalize}), so that equal values
 * are equal strings. Raise the number in {@link Snapshot} when a type or a range changes.
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
  private static final String REMOTE_ENV_PREFIX = "remote_env.";
  private static final String TRANSPORTS_PREFIX = "transports.";
  private static final int MAX_NAMESPACE = 64;

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
    return time(fallback);
  }

  /** A number of seconds as the time it is, to the microsecond. */
  static Duration time(String seconds) {
    return Duration.ofNanos(Math.round(Double.parseDouble(seconds) * 1e6) * 1000);
  }

  /** A number of MiB in bytes. */
  static long mebibytes(String text) {
    return Math.round(Double.parseDouble(text) * (1 << 20));
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

  /** What is wrong with a dotted name that {@link #find} gave this key for; null if nothing. */
  String nameProblem(String name) {
    if (this == REMOTE_ENV && !isVariable(name.substring(REMOTE_ENV_PREFIX.length()))) {
      return "is no name of a variable; use letters, digits and _, and no digit first";
    }
    if (this == TRANSPORTS) {
      int dot = name.indexOf('.', TRANSPORTS_PREFIX.length());
      if (dot < 0
          || !Key.isSegment(name.substring(TRANSPORTS_PREFIX.length(), dot))
          || !Key.isSegment(name.substring(dot + 1))) {
        return "is no setting of a transport; write transports.<provider>.<setting>";
      }
    }
    return null;
  }

  /**
   * The one spelling of a value: {@code 4}, {@code 0.05}, {@code true}, or the text itself.
   *
   * @throws IllegalArgumentException if it has the wrong type or lies out of range; the message
   *     says what was expected
   */
  String normalize(String text) {
    if (type == Type.STRING) {
      return checkString(text);
    }
    if (type == Type.LIST) {
      return checkList(text);
    }
    if (type == Type.BOOLEAN) {
      return Boolean.toString(truth(text));
    }
    if (!isNumber(text)) {
      throw expected(text);
    }
    try {
      if (type == Type.INTEGER) {
        long value = Long.parseLong(text);
        checkRange(text, value);
        return Long.toString(value);
      }
      double value = Double.parseDouble(text);
      checkRange(text, value);
      return Double.toString(value);
    } catch (NumberFormatException e) {
      throw expected(text);
    }
  }

  /** What a value must be, with its range: {@code a whole number from 1 to 10000}. */
  public String expectation() {
    if (type != Type.INTEGER && type != Type.FLOAT) {
      return type.words();
    }
    return type.words() + " from " + number(least) + " to " + number(most);
  }

  /** A value as TOML has it. */
  public String literal(String value) {
    if (type != Type.LIST) {
      return type == Type.STRING ? quote(value) : value;
    }
    StringBuilder out = new StringBuilder("[");
    for (String item : items(value)) {
      out.append(out.length() == 1 ? "" : ", ").append(quote(item));
    }
    return out.append(']').toString();
  }

  /** The items of a normalised list. */
  public static List<String> items(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }

  /** What is wrong with a namespace as it will be used; null if nothing. */
  static String namespaceProblem(String namespace) {
    if (Key.isSegment(namespace) && namespace.length() <= MAX_NAMESPACE) {
      return null;
    }
    return "\"" + namespace + "\" is no namespace; use 1 to 64 letters, digits, '.', '_' and '-'";
  }

  private String checkString(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("holds a NUL character; leave it out");
    }
    if (text.isEmpty() && this != REMOTE_ENV && this != TRANSPORTS && this != INTERACTIVE_PS1) {
      throw new IllegalArgumentException(
          "is empty; give a value or remove the key with `pigeon config unset " + dotted + "`");
    }
    if (isPath() && !(text.startsWith("/") || text.startsWith("~/") || text.startsWith("$"))) {
      throw new IllegalArgumentException("\"" + text + "\" is no absolute path; begin it with /");
    }
    if (this == NAMESPACE && text.indexOf('$') < 0) {
      String problem = namespaceProblem(text);
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
    }
    if (this == TRANSPORT && !Key.isSegment(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no name of a transport; see `pigeon transports`");
    }
    return text;
  }

  private String checkList(String text) {
    for (String item : items(text)) {
      if (item.isBlank() || item.indexOf('\0') >= 0 || item.indexOf('\r') >= 0) {
        throw new IllegalArgumentException("holds an item that is none; expected " + type.words());
      }
    }
    return text;
  }

  private void checkRange(String text, double value) {
    if (!(value >= least && value <= most)) {
      throw expected(text);
    }
  }

  private boolean truth(String text) {
    if (isOneOf(text, "true", "1", "yes", "on")) {
      return true;
    }
    if (isOneOf(text, "false", "0", "no", "off")) {
      return false;
    }
    throw expected(text);
  }

  private IllegalArgumentException expected(String text) {
    return new IllegalArgumentException("is \"" + text + "\"; expected " + expectation());
  }

  private static boolean isOneOf(String text, String... words) {
    for (String word : words) {
      if (word.equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }

  /** Keeps out what Java reads as a number and people do not: NaN, 0x1p3, 1d, spaces. */
  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isVariable(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isInVariable(name.charAt(i), i == 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Whether the name of a variable may hold a character, or begin with it. */
  static boolean isInVariable(char c, boolean first) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c == '_'
        || !first && c >= '0' && c <= '9';
  }

  private static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
