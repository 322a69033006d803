package dev.pigeon.it;

import java.nio.file.Path;
import java.util.List;

/** Two machines that share a folder, and what can be done to them. */
interface Ground {
  Path SCRIPTS = Path.of("src/test/grounds").toAbsolutePath();

  /** The words of a test report for it. */
  String name();

  /** What this machine lacks for it; nothing if {@link #open} can work. */
  List<String> missing();

  void open() throws Exception;

  /** What pigeon has to find the shared folder to be: a pattern for a part of {@code pigeon -v}. */
  default String foundToBe() {
    return "directory on [a-z0-9]+, taken for local \\(.*\\): no force, files kept open";
  }

  /** Where commands are typed. */
  Host a();

  /** Where workers run. */
  Host b();

  /** Whether the machines are slow guests, where a hello-world takes a second. */
  default boolean slow() {
    return false;
  }

  /** Leaves nothing behind, however far {@link #open} came. */
  void close() throws Exception;
}
