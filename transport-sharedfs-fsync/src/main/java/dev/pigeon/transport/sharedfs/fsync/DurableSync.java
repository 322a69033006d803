package dev.pigeon.transport.sharedfs.fsync;

import dev.pigeon.transport.sharedfs.SyncPolicy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Forces every batch, every new file before it gets its name, and the folder after that. */
final class DurableSync implements SyncPolicy {

  @Override
  public boolean durable() {
    return true;
  }

  @Override
  public String summary() {
    return "every batch, file and name forced to disk";
  }

  @Override
  public void appended(FileChannel log) throws IOException {
    // Not the times: the length, which a reader after a power loss needs, is forced all the same.
    log.force(false);
  }

  @Override
  public void written(FileChannel file) throws IOException {
    file.force(true);
  }

  @Override
  public void named(Path folder) throws IOException {
    FileChannel names;
    try {
      names = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException | UnsupportedOperationException notAsFile) {
      // This file system opens no folders, so it has no way to force a name.
      return;
    }
    try (names) {
      names.force(true);
    } catch (IOException e) {
      if (!refuses(e)) {
        throw e;
      }
    }
  }

  /** Network file systems without the call answer EINVAL, EBADF or ENOTSUP; the rest is trouble. */
  private static boolean refuses(IOException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("Invalid argument")
        || text.contains("Bad file descriptor")
        || text.contains("not supported")
        || text.contains("Is a directory");
  }
}
