package dev.pigeon.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** One reading of {@code /proc/<pid>/stat}, see proc(5). */
final class ProcessStat {
  private static final int STATE = 3;
  private static final int FOREGROUND_GROUP = 8;
  private static final int START = 22;

  private final String[] fields;

  private ProcessStat(String[] fields) {
    this.fields = fields;
  }

  /**
   * @param pid a number, or {@code self}
   * @throws IOException if there is no such process, or nothing shows it
   */
  static ProcessStat of(String pid) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    // The program's name stands in parentheses and may hold anything.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    if (fields.length <= START - STATE) {
      throw new IOException("/proc/" + pid + "/stat is cut short: " + text);
    }
    return new ProcessStat(fields);
  }

  /** Whether it has ended and only waits to be collected. */
  boolean ended() {
    String state = field(STATE);
    return state.equals("Z") || state.equals("X");
  }

  /** The process group in the foreground of its terminal; -1 without a terminal. */
  int foregroundGroup() {
    return Integer.parseInt(field(FOREGROUND_GROUP));
  }

  /** When it started, in the kernel's ticks since the boot. */
  String start() {
    return field(START);
  }

  /** A field by its number in proc(5). */
  private String field(int number) {
    return fields[number - STATE];
  }
}
