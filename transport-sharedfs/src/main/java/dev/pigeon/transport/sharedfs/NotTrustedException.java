package dev.pigeon.transport.sharedfs;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What lies below the root was, or could have been, put there by a user who is not believed. */
final class NotTrustedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  NotTrustedException(Path path, String finding) {
    super(path.toString(), null, finding);
  }
}
