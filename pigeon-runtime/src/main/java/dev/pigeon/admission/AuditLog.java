package dev.pigeon.admission;

import dev.pigeon.pace.Ticker;
import dev.pigeon.wire.AuditCodec;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.WorkerName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What a worker was asked to run, a line each, written before it runs: a command may end the
 * worker, but not take back the line. The file is opened anew for each, so it may be moved away;
 * each line is one write, so several workers may share it.
 */
public final class AuditLog {
  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final WorkerName worker;
  private final Ticker ticker;

  public AuditLog(Path file, WorkerName worker, Ticker ticker) {
    this.file = file;
    this.worker = worker;
    this.ticker = ticker;
  }

  /** Opens the file once, creating it, to see that it can be written. */
  public void check() throws IOException {
    FileChannel.open(file, APPEND, MODE).close();
  }

  /**
   * Writes the line of one session.
   *
   * @param refusal why it is not run; null if it is
   */
  void note(Request request, boolean signed, String refusal) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap(AuditCodec.encode(request, worker, signed, refusal, ticker.now()));
    int length = line.remaining();
    try (FileChannel channel = FileChannel.open(file, APPEND, MODE)) {
      if (channel.write(line) < length) {
        throw new IOException("no room for a whole line");
      }
    }
  }
}
