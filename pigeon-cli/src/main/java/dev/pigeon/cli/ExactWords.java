package dev.pigeon.cli;

import dev.pigeon.client.ShellWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;

/**
 * The words exactly as the shell passed them. Java decodes them by the locale and loses what does
 * not fit, so where a word has anything but ASCII the kernel's copy is read instead.
 */
final class ExactWords {
  private ExactWords() {}

  static List<String> of(String[] args) {
    for (String arg : args) {
      for (int i = 0; i < arg.length(); i++) {
        if (arg.charAt(i) >= 0x80) {
          return fromKernel(args);
        }
      }
    }
    return Arrays.asList(args);
  }

  private static List<String> fromKernel(String[] args) {
    byte[] line;
    try {
      line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    } catch (IOException e) {
      return Arrays.asList(args); // no /proc: what Java made of them is all there is
    }
    LinkedList<String> words = new LinkedList<>();
    int end = line.length - 1;
    for (int i = end - 1; words.size() < args.length && i >= -1; i--) {
      if (i < 0 || line[i] == 0) {
        words.addFirst(ShellWords.ofBytes(Arrays.copyOfRange(line, i + 1, end)));
        end = i;
      }
    }
    return words.size() == args.length ? List.copyOf(words) : Arrays.asList(args);
  }
}
