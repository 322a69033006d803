package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.Document;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Files as one of the readers of a directory sees them. */
interface ReadableFiles {

  /** A whole file with its time; empty if there is none. */
  Optional<Document> read(Path file) throws IOException;

  /** Opens a file to be read from any position. */
  FileChannel open(Path file) throws IOException;
}
