package dev.pigeon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Edits a configuration file. Every method that changes something takes the lock beside the file,
 * reads, edits and replaces the file in one go, so that two writers lose nothing and a reader never
 * finds half; it blocks for some seconds at most. Comments, blank lines and the order stay, and
 * after a {@link ConfigException} the file is as it was, byte for byte.
 */
public final class ConfigFile {
  private static final int ATTEMPTS = 3;

  private final Path path;
  private final ConfigContext context;
  private final EditLock.Ticker ticker;

  /** The file at {@code path}, which need not exist. */
  public ConfigFile(Path path, ConfigContext context) {
    this(path, context, EditLock.Ticker.SYSTEM);
  }

  ConfigFile(Path path, ConfigContext context, EditLock.Ticker ticker) {
    this.path = path;
    this.context = context;
    this.ticker = ticker;
  }

  /** The file, absolute. */
  public Path path() {
    return path;
  }

  /** The text as it is, whatever it is. */
  public String text() throws ConfigException {
    try {
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw FileState.unreadable(path, e);
    }
  }

  /**
   * Creates the file with the defaults and the environment's values; one that is there is left
   * alone.
   *
   * @return whether it was created
   */
  public boolean init() throws ConfigException {
    Map<ConfigKey, String> values = EnvironmentValues.synced(context);
    try {
      return create(values);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Copies the environment's values into the file.
   *
   * @return what changed, a line each: {@code worker.max_jobs = 8 (PIGEON_WORKER_MAX_JOBS)}
   */
  public List<String> sync() throws ConfigException {
    Map<ConfigKey, String> values = EnvironmentValues.synced(context);
    return editOrFail(document -> write(document, values));
  }

  /** As {@link #sync}, and adds every default that a new file would hold and this one lacks. */
  public List<String> refresh() throws ConfigException {
    Map<ConfigKey, String> values = EnvironmentValues.synced(context);
    return editOrFail(
        document -> {
          document.entries();
          List<String> changes = write(document, values);
          for (ConfigKey key : ConfigKey.values()) {
            if (key.isWrittenByDefault() && !document.contains(key.dotted())) {
              document.set(key, key.dotted(), key.fallback(), key.help());
              changes.add(
                  key.dotted() + " = " + ConfigValue.literal(key, key.fallback()) + " (default)");
            }
          }
          return changes;
        });
  }

  /**
   * Sets a key, creating the file if need be. Other keys are not looked at, so that this repairs a
   * file that {@link Config#load} refuses; only its TOML must be sound.
   *
   * @param name the dotted name
   * @param text the value as a user types it; the key says its type
   * @return whether the file changed
   */
  public boolean set(String name, String text) throws ConfigException {
    ConfigKey key = ConfigKey.find(name);
    if (key == null) {
      throw ConfigException.at(path, 0, name, Spelling.unknown(name));
    }
    String problem = ValueCheck.nameProblem(key, name);
    if (problem != null) {
      throw ConfigException.at(path, 0, name, problem);
    }
    String value;
    try {
      boolean list = key.type() == ConfigKey.Type.LIST;
      value = ValueCheck.normalize(key, list ? ConfigDocument.typedList(text) : text);
    } catch (IllegalArgumentException e) {
      throw ConfigException.at(path, 0, name, e.getMessage());
    }
    List<String> changes =
        editOrFail(
            document -> {
              if (value.equals(document.value(key, name))) {
                return List.of();
              }
              document.set(key, name, value, null);
              return List.of(name);
            });
    return !changes.isEmpty();
  }

  /**
   * Removes a key, also one that pigeon does not know. A comment above it stays unless pigeon wrote
   * it.
   *
   * @return whether it was there
   * @throws ConfigException if it is neither there nor a key that could be
   */
  public boolean unset(String name) throws ConfigException {
    List<String> changes =
        editOrFail(
            document -> {
              if (document.contains(name)) {
                document.remove(name);
                return List.of(name);
              }
              if (ConfigKey.find(name) == null) {
                throw ConfigException.at(path, 0, name, Spelling.unknown(name));
              }
              return List.of();
            });
    return !changes.isEmpty();
  }

  /** Creates the file with defaults and the given values; false if it is there. */
  boolean create(Map<ConfigKey, String> values) throws IOException {
    if (Files.exists(path)) {
      return false;
    }
    Path target = Replacement.target(path);
    Replacement.createFolder(target.getParent());
    try (EditLock lock = EditLock.acquire(target, ticker)) {
      if (Files.exists(target)) {
        return false;
      }
      byte[] content = Template.text(values).getBytes(StandardCharsets.UTF_8);
      Replacement.write(target, content, lock::check);
      return true;
    }
  }

  /** As {@link #sync} with given values, where the caller knows what to do without a file. */
  void sync(Map<ConfigKey, String> values) throws IOException, ConfigException {
    edit(document -> write(document, values));
  }

  /** A change to the text; an empty list says that nothing changed and nothing is to be written. */
  private interface Edit {
    List<String> apply(ConfigDocument document) throws ConfigException;
  }

  private List<String> editOrFail(Edit edit) throws ConfigException {
    try {
      create(EnvironmentValues.synced(context));
      return edit(edit);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private List<String> edit(Edit edit) throws IOException, ConfigException {
    for (int attempt = 1; ; attempt++) {
      Path target = Replacement.target(path);
      Replacement.requireWritable(target);
      try (EditLock lock = EditLock.acquire(target, ticker)) {
        ConfigDocument document = ConfigDocument.read(path);
        List<String> changes = edit.apply(document);
        if (!changes.isEmpty()) {
          String text = document.text();
          ConfigDocument.parse(path, text);
          Replacement.write(target, text.getBytes(StandardCharsets.UTF_8), lock::check);
        }
        return changes;
      } catch (EditLock.LostLockException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static List<String> write(ConfigDocument document, Map<ConfigKey, String> values)
      throws ConfigException {
    List<String> changes = new ArrayList<>();
    for (Map.Entry<ConfigKey, String> value : values.entrySet()) {
      ConfigKey key = value.getKey();
      if (!value.getValue().equals(document.value(key, key.dotted()))) {
        document.set(key, key.dotted(), value.getValue(), key.help());
        changes.add(
            key.dotted()
                + " = "
                + ConfigValue.literal(key, value.getValue())
                + " ("
                + key.variable()
                + ")");
      }
    }
    return changes;
  }

  private ConfigException unwritable(IOException e) {
    return new ConfigException(
        path
            + ": cannot be written: "
            + Reason.of(e)
            + "; check the folder or choose another file with `pigeon config path FILE`",
        e);
  }
}
