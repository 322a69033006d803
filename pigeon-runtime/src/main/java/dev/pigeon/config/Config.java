package dev.pigeon.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration in force: the file, then the environment where the file lacks a key, then the
 * defaults. Everything is checked by {@link #load}, so that no getter fails. Immutable but for what
 * it remembers about the file's age; safe for several threads.
 */
public final class Config {
  private final ConfigContext context;
  private final Path file;
  private final FileState state;
  private final Map<ConfigKey, String> unsynced;
  private final List<String> warnings;
  private final String cache;
  private final String namespace;
  private final String user;
  private final String authKeyFile;
  private final String workerAuditLog;
  private final String sourceBashrc;
  private final Map<String, String> remoteEnv;
  private volatile boolean settled;

  private Config(
      ConfigContext context,
      Path file,
      FileState state,
      Map<ConfigKey, String> unsynced,
      List<String> warnings)
      throws ConfigException {
    this.context = context;
    this.file = file;
    this.state = state;
    this.unsynced = unsynced;
    this.warnings = Collections.unmodifiableList(warnings);
    this.settled = state.settled();
    cache = expanded(ConfigKey.CACHE);
    namespace = expanded(ConfigKey.NAMESPACE);
    user = expanded(ConfigKey.USER);
    authKeyFile = expanded(ConfigKey.AUTH_KEY_FILE);
    workerAuditLog = expanded(ConfigKey.WORKER_AUDIT_LOG);
    sourceBashrc = EnvironmentValues.of(ConfigKey.INTERACTIVE_SOURCE_BASHRC, context);
    remoteEnv = below("remote_env.");
  }

  /**
   * Finds the current file, creates it if there is none, copies the environment into it and reads
   * it. A file or folder that cannot be written is no failure: what should have been written holds
   * for this process, and {@link #warnings} says so.
   *
   * @throws ConfigException if a variable, the file or a value in it is not what it must be
   */
  public static Config load(ConfigContext context) throws ConfigException {
    List<String> warnings = new ArrayList<>(0);
    Map<ConfigKey, String> wanted = EnvironmentValues.synced(context);
    Path file = CurrentPath.find(context, warnings);
    FileState state = FileState.read(file, context);
    if (state == null) {
      state = created(file, context, wanted, warnings);
    }
    Map<ConfigKey, String> unsynced = EnvironmentValues.unlike(state.entries(), wanted);
    if (!unsynced.isEmpty() && state.stamp() != null) {
      new Config(context, file, state, unsynced, warnings); // refuses before anything is written
      try {
        new ConfigFile(file, context).sync(unsynced);
        state = FileState.read(file, context);
        unsynced = Collections.emptyMap();
      } catch (IOException e) {
        for (ConfigKey key : unsynced.keySet()) {
          warnings.add(
              "cannot copy "
                  + key.variable()
                  + " into "
                  + file
                  + ": "
                  + Reason.of(e)
                  + "; it holds for this process only");
        }
      }
    }
    return new Config(context, file, orEmpty(state), unsynced, warnings);
  }

  /**
   * This configuration if its file has not changed since, else the new one. One look at the inode;
   * the environment is not synced again, so that an edit of the file stays.
   *
   * @throws ConfigException if the file is gone or wrong; this configuration is still good
   */
  public Config reload() throws ConfigException {
    Stamp now;
    try {
      now = Stamp.of(file);
    } catch (IOException e) {
      throw FileState.unreadable(file, e);
    }
    boolean same = now == null ? state.stamp() == null : now.equals(state.stamp()) && settled;
    if (same) {
      return this;
    }
    FileState next = FileState.read(file, context);
    if (next == null) {
      throw new ConfigException(
          file + ": is gone; put it back or run `pigeon config init` (the last values stay)");
    }
    if (next.stamp().equals(state.stamp()) && next.entries().equals(state.entries())) {
      settled = next.settled();
      return this;
    }
    return new Config(context, file, next, unsynced, warnings);
  }

  /** The file; it may be absent where it could not be created. */
  public Path file() {
    return file;
  }

  /** What went wrong without being a failure, a sentence each; for {@code -v}. */
  public List<String> warnings() {
    return warnings;
  }

  /** The shared folder, absolute. */
  public String cache() {
    return cache;
  }

  /** 1 to 64 characters of {@code [A-Za-z0-9._-]}. */
  public String namespace() {
    return namespace;
  }

  public String user() {
    return user;
  }

  /** The client's route; null for none. */
  public String route() {
    return text(ConfigKey.ROUTE);
  }

  /** The name of the transport's provider. */
  public String transport() {
    return text(ConfigKey.TRANSPORT);
  }

  /** How long a command waits for a live worker. */
  public Duration waitWorker() {
    return ConfigValue.time(text(ConfigKey.WAIT_WORKER));
  }

  /** The worker's route, its own or else {@link #route}; null for none. */
  public String workerRoute() {
    String own = text(ConfigKey.WORKER_ROUTE);
    return own != null ? own : route();
  }

  /** 1 to 10000. */
  public int workerMaxJobs() {
    return Integer.parseInt(text(ConfigKey.WORKER_MAX_JOBS));
  }

  /** 1 ms to 60 s. */
  public Duration workerPollInterval() {
    return ConfigValue.time(text(ConfigKey.WORKER_POLL_INTERVAL));
  }

  public boolean workerDebug() {
    return Boolean.parseBoolean(text(ConfigKey.WORKER_DEBUG));
  }

  public boolean workerAllowSharedTree() {
    return Boolean.parseBoolean(text(ConfigKey.WORKER_ALLOW_SHARED_TREE));
  }

  /** Users whose requests a worker runs besides its own user's. */
  public List<String> workerAllowUsers() {
    return orNone(list(ConfigKey.WORKER_ALLOW_USERS));
  }

  /** The only commands that a worker runs; null for any. */
  public List<String> workerAllowCommands() {
    return list(ConfigKey.WORKER_ALLOW_COMMANDS);
  }

  /** The only folders that commands start in; null for any. */
  public List<String> workerAllowCwd() {
    return list(ConfigKey.WORKER_ALLOW_CWD);
  }

  /** Variables that a request may set although a worker drops them. */
  public List<String> workerAllowEnv() {
    return orNone(list(ConfigKey.WORKER_ALLOW_ENV));
  }

  /** The file of the key that requests are signed with, absolute; null to sign nothing. */
  public String authKeyFile() {
    return authKeyFile;
  }

  /** The file that gets a line for every session, absolute; null for none. */
  public String workerAuditLog() {
    return workerAuditLog;
  }

  /** The variables that every command gets, in the file's order. */
  public Map<String, String> remoteEnv() {
    return remoteEnv;
  }

  /** What {@code pigeon} without words starts; null for the built-in shell. */
  public String interactiveCommand() {
    return text(ConfigKey.INTERACTIVE_COMMAND);
  }

  /** {@code PIGEON_SOURCE_BASHRC} where it is set, else the file. */
  public boolean interactiveSourceBashrc() {
    return Boolean.parseBoolean(text(ConfigKey.INTERACTIVE_SOURCE_BASHRC));
  }

  /** {@code PIGEON_INTERACTIVE_PS1} where it is set, else the file; null for the built-in one. */
  public String interactivePs1() {
    return text(ConfigKey.INTERACTIVE_PS1);
  }

  /** 2 s to an hour. */
  public Duration workerLostAfter() {
    return ConfigValue.time(text(ConfigKey.SESSION_WORKER_LOST_AFTER));
  }

  /** 3 s to an hour. */
  public Duration clientLostAfter() {
    return ConfigValue.time(text(ConfigKey.SESSION_CLIENT_LOST_AFTER));
  }

  /** How long a finished session stays. */
  public Duration sessionKeep() {
    return ConfigValue.time(text(ConfigKey.SESSION_KEEP));
  }

  /** How many finished sessions stay at most. */
  public int sessionKeepCount() {
    return Integer.parseInt(text(ConfigKey.SESSION_KEEP_COUNT));
  }

  /** How many bytes of one stream may lie unread; 8 MiB to 64 GiB. */
  public long sessionWindow() {
    return ConfigValue.mebibytes(text(ConfigKey.SESSION_WINDOW));
  }

  /** How many bytes of one stream stay once they were read. */
  public long sessionKeepOutput() {
    return ConfigValue.mebibytes(text(ConfigKey.SESSION_KEEP_OUTPUT));
  }

  /** What stands in {@code [transports.<provider>]}, every value as text. */
  public Map<String, String> transportSettings(String provider) {
    return below("transports." + provider + ".");
  }

  /** Where a value in force comes from. */
  public enum Source {
    FILE,
    ENV,
    DEFAULT
  }

  /** Where the value of a key that is no pattern comes from. */
  public Source source(ConfigKey key) {
    if (override(key) != null) {
      return Source.ENV;
    }
    return state.entries().containsKey(key.dotted()) ? Source.FILE : Source.DEFAULT;
  }

  /** The value of a key that is no pattern, nothing expanded; null for none. */
  public String text(ConfigKey key) {
    String override = override(key);
    if (override != null) {
      return override;
    }
    Entry entry = state.entries().get(key.dotted());
    return entry != null ? entry.text() : key.fallback();
  }

  /** The dotted names that the file holds for a pattern, in its order. */
  public List<String> names(ConfigKey pattern) {
    List<String> names = new ArrayList<>();
    for (String name : state.entries().keySet()) {
      if (ConfigKey.find(name) == pattern) {
        names.add(name);
      }
    }
    return names;
  }

  /** The value that the file holds at a dotted name; null for none. */
  public String entry(String name) {
    Entry entry = state.entries().get(name);
    return entry == null ? null : entry.text();
  }

  /** The line of the file that holds a dotted name; 0 if none does. */
  public int line(String name) {
    Entry entry = state.entries().get(name);
    return entry == null ? 0 : entry.line();
  }

  /** What beats the file: a variable that could not be written into it, or never is. */
  private String override(ConfigKey key) {
    if (key == ConfigKey.INTERACTIVE_SOURCE_BASHRC) {
      return sourceBashrc;
    }
    if (key == ConfigKey.INTERACTIVE_PS1) {
      return context.variable(key.variable());
    }
    return unsynced.get(key);
  }

  private static FileState created(
      Path file, ConfigContext context, Map<ConfigKey, String> values, List<String> warnings)
      throws ConfigException {
    try {
      new ConfigFile(file, context).create(values);
    } catch (IOException e) {
      warnings.add("cannot create " + file + ": " + Reason.of(e) + "; the defaults hold");
    }
    return orEmpty(FileState.read(file, context));
  }

  private static FileState orEmpty(FileState state) {
    return state != null ? state : new FileState(null, Collections.emptyMap(), true);
  }

  private String expanded(ConfigKey key) throws ConfigException {
    if (text(key) == null) {
      return null;
    }
    try {
      return Expansion.resolve(key, text(key), context);
    } catch (IllegalArgumentException e) {
      throw ConfigException.at(file, line(key.dotted()), key.dotted(), e.getMessage());
    }
  }

  /** Null if it is not set, which is another thing than an empty list. */
  private List<String> list(ConfigKey key) {
    String text = text(key);
    return text == null ? null : ConfigValue.items(text);
  }

  private static List<String> orNone(List<String> list) {
    return list == null ? List.of() : list;
  }

  private Map<String, String> below(String prefix) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Entry entry : state.entries().values()) {
      if (entry.name().startsWith(prefix)) {
        values.put(entry.name().substring(prefix.length()), entry.text());
      }
    }
    return Collections.unmodifiableMap(values);
  }
}
