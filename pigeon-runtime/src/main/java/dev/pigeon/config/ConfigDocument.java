package dev.pigeon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.MutableTomlArray;
import org.tomlj.MutableTomlTable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlComment;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * The text of a configuration file as TOML: what it holds, and edits that leave every comment,
 * blank line and the order alone. The only class that knows the TOML library.
 */
final class ConfigDocument {
  private final Path file;
  private final TomlParseResult toml;

  private ConfigDocument(Path file, TomlParseResult toml) {
    this.file = file;
    this.toml = toml;
  }

  /**
   * Reads and parses a file.
   *
   * @throws ConfigException if it is no TOML, which is UTF-8 by definition
   */
  static ConfigDocument read(Path file) throws IOException, ConfigException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < bytes.position(); i++) {
        line += bytes.get(i) == '\n' ? 1 : 0;
      }
      throw ConfigException.at(file, line, null, "is not UTF-8; save the file in that encoding");
    }
    return parse(file, text);
  }

  /**
   * Parses a text; {@code file} serves the messages only.
   *
   * @throws ConfigException if it is no TOML
   */
  static ConfigDocument parse(Path file, String text) throws ConfigException {
    TomlParseResult toml = Toml.parse(text);
    if (toml.hasErrors()) {
      TomlParseError error = toml.errors().get(0);
      int line = error.position().line();
      String problem = error.getMessage().replace('\n', ' ');
      throw ConfigException.at(
          file, line, keyOn(text, line), problem + "; correct this line, it is no TOML");
    }
    return new ConfigDocument(file, toml);
  }

  /**
   * Every value, by dotted name, in the file's order.
   *
   * @throws ConfigException if a key is unknown, a value has the wrong type or is out of range
   */
  Map<String, Entry> entries() throws ConfigException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (List<String> path : toml.keyPathSet(true)) {
      String name = String.join(".", path);
      Object value = toml.get(path);
      int line = toml.inputPositionOf(path).line();
      if (value instanceof TomlTable && mayBeTable(path)) {
        continue;
      }
      ConfigKey key = ConfigKey.find(name);
      if (key == null || !pathOf(key, name).equals(path)) {
        throw ConfigException.at(file, line, name, Spelling.unknown(name));
      }
      String problem = ValueCheck.nameProblem(key, name);
      if (problem != null) {
        throw ConfigException.at(file, line, name, problem);
      }
      entries.put(name, new Entry(name, text(key, value, line, name), line));
    }
    return entries;
  }

  /** The normalised value at a key; null if it is absent or none that the key may have. */
  String value(ConfigKey key, String name) {
    try {
      Object value = toml.get(pathOf(key, name));
      return value == null ? null : text(key, value, 0, name);
    } catch (ConfigException | RuntimeException e) {
      return null; // not what is looked for, whatever it is
    }
  }

  /** Whether anything stands at a dotted name, known or not. */
  boolean contains(String name) {
    return path(name) != null;
  }

  /**
   * Sets a key to a normalised value. A key that was not there gets the given comment above it;
   * null for none.
   *
   * @throws ConfigException if something on the way to the key is no table
   */
  void set(ConfigKey key, String name, String text, String comment) throws ConfigException {
    List<String> path = pathOf(key, name);
    try {
      boolean isNew = !toml.contains(path);
      toml.set(path, typed(key, text));
      if (isNew && comment != null) {
        toml.setCommentAbove(path, List.of(comment));
      }
    } catch (RuntimeException e) {
      throw ConfigException.at(
          file, 0, name, "cannot be set: " + e.getMessage() + "; correct the file by hand");
    }
  }

  /** Removes what stands at a dotted name. A comment above it stays, unless pigeon wrote it. */
  void remove(String name) {
    List<String> path = path(name);
    MutableTomlTable table = toml;
    for (String part : path.subList(0, path.size() - 1)) {
      table = table.getTable(List.of(part));
    }
    List<String> leaf = path.subList(path.size() - 1, path.size());
    TomlComment above = table.comment(leaf, TomlComment.Placement.ABOVE);
    if (above != null && !isHelp(above.lines())) {
      table.insertCommentBefore(leaf, above.lines());
    }
    table.remove(leaf);
  }

  /** The whole text. */
  String text() {
    return toml.toToml();
  }

  private String text(ConfigKey key, Object value, int line, String name) throws ConfigException {
    boolean fits =
        switch (key.type()) {
          case STRING -> value instanceof String || key == ConfigKey.TRANSPORTS && isScalar(value);
          case INTEGER -> value instanceof Long;
          case FLOAT -> value instanceof Double || value instanceof Long;
          case BOOLEAN -> value instanceof Boolean;
          case LIST -> value instanceof TomlArray array && lines(array) != null;
        };
    if (!fits) {
      String is = value instanceof String ? "the string \"" + value + "\"" : kind(value);
      throw ConfigException.at(file, line, name, "is " + is + "; expected " + key.expectation());
    }
    try {
      return ValueCheck.normalize(
          key, value instanceof TomlArray array ? lines(array) : value.toString());
    } catch (IllegalArgumentException e) {
      throw ConfigException.at(file, line, name, e.getMessage());
    }
  }

  private static String kind(Object value) {
    if (value instanceof TomlTable) {
      return "a table";
    }
    if (value instanceof TomlArray) {
      return "a list";
    }
    return isScalar(value) ? value.toString() : "a " + value.getClass().getSimpleName();
  }

  private static boolean isScalar(Object value) {
    return value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean;
  }

  private static Object typed(ConfigKey key, String text) {
    return switch (key.type()) {
      case STRING -> text;
      case INTEGER -> Long.valueOf(text);
      case FLOAT -> Double.valueOf(text);
      case BOOLEAN -> Boolean.valueOf(text);
      case LIST -> MutableTomlArray.copyOf(ConfigValue.items(text));
    };
  }

  /**
   * The items of a list as a user types it, a line each: a TOML array, or else one item as it is.
   *
   * @throws IllegalArgumentException if it begins like an array and is no array of strings
   */
  static String typedList(String text) {
    if (!text.startsWith("[")) {
      return text;
    }
    TomlParseResult toml = Toml.parse("list = " + text);
    String lines = toml.hasErrors() ? null : lines(toml.getArray(List.of("list")));
    if (lines == null) {
      String expected = ConfigKey.Type.LIST.words();
      throw new IllegalArgumentException("is \"" + text + "\"; expected " + expected);
    }
    return lines;
  }

  /** The items, a line each; null if one of them is no string of one line. */
  private static String lines(TomlArray array) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof String item) || item.indexOf('\n') >= 0 || item.isEmpty()) {
        return null;
      }
      items.add(item);
    }
    return String.join("\n", items);
  }

  /** A table is in order on the way to a known key. */
  private static boolean mayBeTable(List<String> path) {
    if (path.size() == 2) {
      return path.get(0).equals("transports");
    }
    if (path.size() > 2) {
      return false;
    }
    for (ConfigKey key : ConfigKey.values()) {
      if (key.dotted().startsWith(path.get(0) + ".")) {
        return true;
      }
    }
    return false;
  }

  /** A dotted name as keys in tables; the last part of a pattern may hold dots itself. */
  private static List<String> pathOf(ConfigKey key, String name) {
    int parts = 1;
    for (int i = 0; i < key.dotted().length(); i++) {
      parts += key.dotted().charAt(i) == '.' ? 1 : 0;
    }
    return List.of(name.split("\\.", parts));
  }

  /** Where a dotted name stands in this file, quoted keys included; null if it does not. */
  private List<String> path(String name) {
    for (List<String> path : toml.keyPathSet(true)) {
      if (String.join(".", path).equals(name)) {
        return path;
      }
    }
    return null;
  }

  private static boolean isHelp(List<String> lines) {
    if (lines.size() != 1) {
      return false;
    }
    for (ConfigKey key : ConfigKey.values()) {
      if (lines.get(0).strip().equals(key.help())) {
        return true;
      }
    }
    return false;
  }

  /** The key on a line that does not parse, for the message; null if there is none. */
  private static String keyOn(String text, int line) {
    List<String> lines = text.lines().toList();
    if (line < 1 || line > lines.size()) {
      return null;
    }
    String found = lines.get(line - 1);
    int equals = found.indexOf('=');
    return equals < 1 || found.isBlank() ? null : found.substring(0, equals).strip();
  }
}
