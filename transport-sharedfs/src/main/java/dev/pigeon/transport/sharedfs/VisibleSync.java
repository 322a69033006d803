package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Forces what readers on another machine would otherwise not see: everything on a network file
 * system, nothing where all readers share one page cache.
 */
final class VisibleSync implements SyncPolicy {
  private final boolean force;

  VisibleSync(boolean force) {
    this.force = force;
  }

  @Override
  public boolean durable() {
    return false;
  }

  @Override
  public String summary() {
    return force ? "a force a batch" : "no force";
  }

  @Override
  public void appended(FileChannel log) throws IOException {
    if (force) {
      log.force(false);
    }
  }

  @Override
  public void written(FileChannel file) throws IOException {
    if (force) {
      file.force(false);
    }
  }

  @Override
  public void named(Path folder) {}
}
