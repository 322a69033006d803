package dev.pigeon.cli;

import dev.pigeon.client.ClientFailure;
import dev.pigeon.client.ShellWords;
import java.io.IOException;
import java.nio.file.Path;

/** The folder the caller stands in. */
final class WorkingFolder {
  private WorkingFolder() {}

  /** Its absolute path with symbolic links resolved. */
  static String real(Path cwd) throws ClientFailure {
    try {
      return cwd.toRealPath().toString();
    } catch (IOException e) {
      throw ClientFailure.of(
          "cannot tell the working folder "
              + ShellWords.quote(cwd.toString())
              + ": it is gone, may not be read, or its name is no UTF-8; cd to another one");
    }
  }
}
