package dev.pigeon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A home folder of its own and an environment that a test fills. */
final class Sandbox {
  private final Map<String, String> env = new HashMap<>();
  private final Path home;

  Sandbox(Path home) {
    this.home = home;
  }

  Sandbox with(String name, String value) {
    env.put(name, value);
    return this;
  }

  Sandbox without(String name) {
    env.remove(name);
    return this;
  }

  ConfigContext context() {
    return new ConfigContext(env, home, "ann", home);
  }

  Config load() throws ConfigException {
    return Config.load(context());
  }

  Path folder() {
    return home.resolve(".config/pigeon");
  }

  Path file() {
    return folder().resolve("config.toml");
  }

  Path snapshot() {
    return folder().resolve(".config.toml.snapshot");
  }

  ConfigFile edits() {
    return new ConfigFile(file(), context());
  }

  /** Writes the file as if it had lain there for a day. */
  Sandbox holds(String text) throws IOException {
    Files.createDirectories(folder());
    Files.writeString(file(), text);
    return aged();
  }

  Sandbox aged() throws IOException {
    Files.setLastModifiedTime(file(), FileTime.from(Instant.now().minusSeconds(86_400)));
    return this;
  }

  String text() throws IOException {
    return Files.readString(file());
  }

  /** Makes every edit fail at once, for root too: the lock's name is taken by a folder. */
  Sandbox locked() throws IOException {
    Files.createDirectories(EditLock.lockFile(file()));
    return this;
  }
}
