package dev.pigeon.cli;

import dev.pigeon.config.ConfigContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What this process knows of its machine, user and surroundings; asked here and nowhere else. */
final class Host {
  private static final String HANDED_OVER = "pigeon.env.";
  private static final String[] TAKEN = {
    "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"
  };

  private Host() {}

  static ConfigContext context() {
    Map<String, String> env = System.getenv();
    String home = env.get("HOME");
    return new ConfigContext(
        env,
        Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home),
        System.getProperty("user.name"),
        Path.of(System.getProperty("user.dir")));
  }

  /** The environment as the user had it, before the launcher took Java's own variables out. */
  static Map<String, String> environment() {
    Map<String, String> env = new HashMap<>(System.getenv());
    for (String name : TAKEN) {
      String value = System.getProperty(HANDED_OVER + name);
      if (value != null) {
        env.put(name, value);
      }
    }
    return env;
  }

  static String name() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (IOException e) {
      // No /proc: ask as every other system wants to be asked.
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** This process; the kernel's link is read because ProcessHandle costs several milliseconds. */
  static long pid() {
    try {
      return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
    } catch (IOException | NumberFormatException e) {
      return ProcessHandle.current().pid();
    }
  }

  /** This machine since its last boot, or null where that cannot be told. */
  static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return null;
    }
  }

  /** Which of the three standard streams are terminals; the launcher found out. */
  static boolean isTerminal(int stream) {
    String flags = System.getProperty("pigeon.tty", "000");
    return stream < flags.length() && flags.charAt(stream) == '1';
  }
}
