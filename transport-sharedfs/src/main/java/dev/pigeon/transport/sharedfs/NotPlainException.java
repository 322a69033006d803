package dev.pigeon.transport.sharedfs;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A name below the root is neither what it should be nor absent: a link, a device, a folder, a file
 * beyond all bounds.
 */
final class NotPlainException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  NotPlainException(Path path, String finding) {
    super(path.toString(), null, finding);
  }
}
