package dev.pigeon.cli.dist;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Everything that happened goes to a file; the console sees only what is wrong. */
final class BuildLog implements AutoCloseable {

  private final PrintWriter file;
  private final Path path;
  private final boolean loud;
  private int warnings;

  BuildLog(Path path, boolean loud) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    this.file = new PrintWriter(Files.newBufferedWriter(path), true);
    this.path = path;
    this.loud = loud;
  }

  void note(String line) {
    file.println(line);
    if (loud) {
      System.out.println("[dist] " + line);
    }
  }

  void warn(String line) {
    warnings++;
    file.println("WARNING " + line);
    System.err.println("[dist] warning: " + line + " (more in " + path + ")");
  }

  /** How many warnings there were so far. */
  int warnings() {
    return warnings;
  }

  @Override
  public void close() {
    file.close();
  }
}
