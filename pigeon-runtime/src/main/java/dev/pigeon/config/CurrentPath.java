package dev.pigeon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which file is the configuration: {@code PIGEON_CONFIG}, else what the pointer file holds, else
 * {@code config.toml} beside the pointer. The variable and the pointer are one value: the former,
 * where it differs, is written into the latter.
 */
public final class CurrentPath {
  /** The environment variable of the current path. */
  public static final String VARIABLE = "PIGEON_CONFIG";

  private static final String POINTER = "path";
  private static final String DEFAULT_NAME = "config.toml";

  private CurrentPath() {}

  /** The user's folder for pigeon: pointer, default file, plug-ins. It need not exist. */
  public static Path folder(ConfigContext context) {
    String xdg = context.variable("XDG_CONFIG_HOME");
    if (xdg != null && xdg.startsWith("/")) {
      return context.home().getFileSystem().getPath(xdg, "pigeon");
    }
    return context.home().resolve(".config").resolve("pigeon");
  }

  /**
   * The current path, absolute; the file need not exist. A variable that cannot be persisted is in
   * force all the same, and adds a warning.
   */
  public static Path find(ConfigContext context, List<String> warnings) throws ConfigException {
    Path file = fromVariable(context);
    if (file == null) {
      return pointed(context);
    }
    if (!file.equals(pointedOrNull(context))) {
      try {
        persist(context, file);
      } catch (IOException e) {
        warnings.add(
            "cannot remember " + VARIABLE + " in " + pointer(context) + ": " + Reason.of(e));
      }
    }
    return file;
  }

  /** What {@code PIGEON_CONFIG} names, absolute; null if it is unset or empty. */
  public static Path fromVariable(ConfigContext context) throws ConfigException {
    String variable = context.variable(VARIABLE);
    return variable == null ? null : resolve(context, variable, VARIABLE);
  }

  /**
   * Makes {@code text}, relative to the working directory, the current path for this and every
   * later process of the user.
   *
   * @return the absolute path
   */
  public static Path select(ConfigContext context, String text) throws ConfigException {
    Path file = resolve(context, text, "pigeon config path");
    if (Files.isDirectory(file)) {
      throw new ConfigException(
          file + " is a folder; name the file, as in " + file.resolve(DEFAULT_NAME));
    }
    try {
      persist(context, file);
    } catch (IOException e) {
      throw new ConfigException(
          "cannot write "
              + pointer(context)
              + ": "
              + Reason.of(e)
              + "; export "
              + VARIABLE
              + "="
              + file
              + " instead",
          e);
    }
    return file;
  }

  private static Path pointed(ConfigContext context) throws ConfigException {
    Path pointer = pointer(context);
    String text;
    try {
      text = new String(Files.readAllBytes(pointer), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return folder(context).resolve(DEFAULT_NAME);
    } catch (IOException e) {
      throw new ConfigException(
          "cannot read " + pointer + ": " + Reason.of(e) + "; export " + VARIABLE + "=FILE", e);
    }
    if (!text.startsWith("/")) {
      throw new ConfigException(
          pointer + ": \"" + text + "\" is no absolute path; run `pigeon config path FILE`");
    }
    return resolve(context, text, pointer.toString());
  }

  /** What the pointer says, where it says anything that can be used. */
  private static Path pointedOrNull(ConfigContext context) {
    try {
      return pointed(context);
    } catch (ConfigException e) {
      return null; // about to be written anew
    }
  }

  private static void persist(ConfigContext context, Path file) throws IOException {
    byte[] content = (file + "\n").getBytes(StandardCharsets.UTF_8);
    Replacement.write(pointer(context), content, Replacement.NO_CHECK);
  }

  private static Path pointer(ConfigContext context) {
    return folder(context).resolve(POINTER);
  }

  private static Path resolve(ConfigContext context, String text, String origin)
      throws ConfigException {
    if (text.isEmpty() || text.indexOf('\n') >= 0) {
      throw new ConfigException(origin + ": \"" + text + "\" is no path; name a file");
    }
    try {
      if (text.startsWith("~/")) {
        return context.home().resolve(text.substring(2)).normalize();
      }
      return context.cwd().resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new ConfigException(origin + ": \"" + text + "\" is no path here; name a file", e);
    }
  }
}
