package dev.pigeon.transport.sharedfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** How a file is opened to be read. */
interface Opening {
  FileChannel open(Path file) throws IOException;
}
