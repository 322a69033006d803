package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** A hidden file written below the root, read back and deleted. */
final class Probe extends FileCall<Instant> {
  private final Layout layout;
  private final Tree tree;
  private final SyncPolicy sync;
  private final Failures failures;

  Probe(String action, Layout layout, Tree tree, SyncPolicy sync, Failures failures) {
    super(action);
    this.layout = layout;
    this.tree = tree;
    this.sync = sync;
    this.failures = failures;
  }

  /** The time the store gave the file. */
  @Override
  Instant run() throws IOException, TransportException {
    if (!tree.hasRoot()) {
      throw failures.gone(action());
    }
    Path file = layout.fresh(layout.root());
    try {
      byte[] written = {'p', 'i', 'n', 'g'};
      try (FileChannel channel = tree.openNew(file)) {
        channel.write(ByteBuffer.wrap(written));
        sync.written(channel);
      }
      ByteBuffer read = ByteBuffer.allocate(written.length);
      try (FileChannel channel = tree.reopen(file)) {
        channel.read(read);
      }
      if (!read.flip().equals(ByteBuffer.wrap(written))) {
        throw new IOException(file + " does not hold what was written to it");
      }
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .lastModifiedTime()
          .toInstant();
    } finally {
      Tree.discard(file);
    }
  }
}
