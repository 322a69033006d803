package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Appends records to a file through one handle that stays open. A batch is gathered into a buffer
 * that is reused, so that as a rule it costs one write.
 */
final class FileLogAppender implements LogAppender, OpenHandles.Handle {
  private static final int MAX_RECORD = 16 << 20;
  private static final int MIN_BUFFER = 16 << 10;
  private static final int MAX_BUFFER = 512 << 10;

  private final FileChannel channel;
  private final SyncPolicy sync;
  private final Calls calls;
  private final OpenHandles handles;
  private final String action;
  private ByteBuffer buffer;
  private boolean broken;
  private volatile boolean closed;

  private FileLogAppender(
      FileChannel channel, SyncPolicy sync, Calls calls, OpenHandles handles, String action) {
    this.channel = channel;
    this.sync = sync;
    this.calls = calls;
    this.handles = handles;
    this.action = action;
  }

  /** Opens a log; does file calls, so it runs inside of one. */
  static FileLogAppender open(
      Path log, Tree tree, SyncPolicy sync, Calls calls, OpenHandles handles) throws IOException {
    FileChannel channel = tree.openToAppend(log);
    try {
      long size = channel.size();
      if (size > 0 && lastByte(log, tree, size) != '\n') {
        // The last writer died within a record: what it left becomes a line of its own.
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        sync.appended(channel);
      } else if (size == 0) {
        sync.named(log.getParent());
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new FileLogAppender(channel, sync, calls, handles, "append to " + log.getFileName());
  }

  private static byte lastByte(Path log, Tree tree, long size) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel reader = tree.openToRead(log)) {
      reader.read(last, size - 1);
    }
    return last.get(0);
  }

  @Override
  public void append(List<ByteBuffer> records, Duration limit) throws TransportException {
    if (closed) {
      throw new TransportException(FailureKind.CLOSED, "cannot " + action + ": it was closed");
    }
    if (broken) {
      throw new TransportException(
          FailureKind.UNREACHABLE, "cannot " + action + ": an append before failed; open it again");
    }
    if (records.isEmpty()) {
      return;
    }
    // Set first: a call that hangs is left behind and may still use the buffer.
    broken = true;
    calls.call(new Batch(records), limit);
    broken = false;
  }

  @Override
  public void close() {
    handles.remove(this);
    end();
  }

  @Override
  public void end() {
    if (!closed) {
      closed = true;
      calls.release(channel);
    }
  }

  private final class Batch extends FileCall<Void> {
    private final List<ByteBuffer> records;

    Batch(List<ByteBuffer> records) {
      super(action);
      this.records = records;
    }

    @Override
    Void run() throws IOException, TransportException {
      makeRoom();
      for (int i = 0; i < records.size(); i++) {
        put(records.get(i));
        if (!buffer.hasRemaining()) {
          flush();
        }
        buffer.put((byte) '\n');
      }
      flush();
      sync.appended(channel);
      return null;
    }

    private void makeRoom() throws TransportException {
      long bytes = 0;
      for (int i = 0; i < records.size(); i++) {
        int length = records.get(i).remaining();
        if (length > MAX_RECORD) {
          String finding = "a record of " + length + " bytes exceeds the limit of 16 MiB";
          throw new TransportException(FailureKind.FULL, "cannot " + action + ": " + finding);
        }
        bytes += length + 1;
      }
      int wanted = (int) Math.min(Math.max(bytes, MIN_BUFFER), MAX_BUFFER);
      if (buffer == null || buffer.capacity() < wanted) {
        buffer = ByteBuffer.allocateDirect(Math.min(Integer.highestOneBit(wanted - 1) << 1, MAX_BUFFER));
      }
    }

    private void put(ByteBuffer record) throws IOException {
      int end = record.limit();
      while (record.remaining() > buffer.remaining()) {
        record.limit(record.position() + buffer.remaining());
        buffer.put(record);
        record.limit(end);
        flush();
      }
      buffer.put(record);
    }

    private void flush() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }
  }
}
