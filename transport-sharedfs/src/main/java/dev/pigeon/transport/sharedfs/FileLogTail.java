package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reads a growing file, whole lines only. What lies behind the last whole line, or behind a NUL (a
 * block that another machine has not sent yet), is read again by the next look. A line whose NULs
 * do not fill is a record like any other, which its reader will find broken.
 */
final class FileLogTail implements LogTail, OpenHandles.Handle {
  private static final int MIN_BLOCK = 64 << 10;
  private static final int MAX_BLOCK = 256 << 10;
  private static final int MAX_LINE = (16 << 20) + 1;

  /** Blocks up to this size are kept between looks. */
  private static final int MAX_KEPT = 4 << 20;

  private final Path log;
  private final ReadableFiles files;
  private final boolean keepOpen;
  private final Calls calls;
  private final OpenHandles handles;
  private final Hole hole;
  private final List<ByteBuffer> records = new ArrayList<>();
  private long position;
  private volatile Look look;
  private volatile boolean closed;

  FileLogTail(
      Path log,
      long position,
      ReadableFiles files,
      boolean keepOpen,
      Calls calls,
      OpenHandles handles) {
    this(log, position, files, keepOpen, calls, handles, System::nanoTime);
  }

  /**
   * @param nanos this machine's clock, as {@link System#nanoTime}
   */
  FileLogTail(
      Path log,
      long position,
      ReadableFiles files,
      boolean keepOpen,
      Calls calls,
      OpenHandles handles,
      LongSupplier nanos) {
    if (position < 0) {
      throw new IllegalArgumentException("a position is never negative: " + position);
    }
    this.log = log;
    this.position = position;
    this.files = files;
    this.keepOpen = keepOpen;
    this.calls = calls;
    this.handles = handles;
    hole = new Hole(nanos);
  }

  @Override
  public List<ByteBuffer> read(Duration limit) throws TransportException {
    records.clear();
    if (closed) {
      throw new TransportException(FailureKind.CLOSED, "cannot read " + log + ": it was closed");
    }
    if (look == null) {
      look = new Look(MIN_BLOCK);
    } else {
      look.fit();
    }
    while (true) {
      look(limit);
      cut();
      if (!records.isEmpty() || !look.full() || look.hole) {
        return records;
      }
      if (look.block.length >= MAX_LINE) {
        String finding = ": the record at " + position + " is longer than 16 MiB";
        throw new TransportException(FailureKind.CORRUPT, "cannot read " + log + finding);
      }
      look.grow(MAX_LINE);
    }
  }

  private void look(Duration limit) throws TransportException {
    Look current = look;
    // Taken away first: a look that hangs is left behind and may still use its block.
    look = null;
    calls.call(current, limit);
    look = current;
    if (closed) {
      current.release();
    }
  }

  /** Cuts what was read into lines, up to the first NUL that may still fill. */
  private void cut() {
    byte[] block = look.block;
    ControlCharacters controls = look.controls;
    int end = look.length;
    int start = 0;
    look.hole = false;
    boolean damaged = false;
    for (int i = controls.next(0, end); i < end; i = controls.next(i + 1, end)) {
      byte b = block[i];
      if (b == '\n') {
        records.add(ByteBuffer.wrap(block, start, i - start));
        start = i + 1;
        damaged = false;
      } else if (b == 0 && !damaged) {
        damaged = hole.stays(position + i);
        if (!damaged) {
          look.hole = true;
          break;
        }
      }
    }
    position += start;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    handles.remove(this);
    end();
  }

  @Override
  public void end() {
    closed = true;
    Look current = look;
    if (current != null) {
      current.release();
    }
  }

  /** One look at the file; the handle and the block stay for the next one. */
  private final class Look extends FileCall<Void> {
    private byte[] block;
    private ControlCharacters controls;
    private int length;
    private boolean hole;
    private volatile FileChannel channel;

    Look(int size) {
      super("read " + log.getFileName());
      allocate(size);
    }

    private void allocate(int size) {
      block = new byte[size];
      controls = new ControlCharacters(block);
    }

    /** Whether there may be more than the block could hold. */
    boolean full() {
      return length == block.length;
    }

    /** Adapts the block to what the last look found. */
    void fit() {
      if (block.length > MAX_KEPT) {
        allocate(MAX_BLOCK);
      } else if (full()) {
        grow(MAX_BLOCK);
      }
    }

    void grow(int most) {
      if (block.length < most) {
        allocate(Math.min(block.length * 2, most));
      }
    }

    @Override
    Void run() throws IOException {
      length = 0;
      try {
        if (channel == null) {
          channel = files.open(log);
        }
        fill();
        if (!keepOpen) {
          close();
        }
      } catch (NoSuchFileException notYet) {
        length = 0;
      } catch (IOException e) {
        length = 0;
        drop();
        if (closed || e instanceof NotPlainException || !Failures.passing(e)) {
          throw e;
        }
        // Stale, refused or broken now: the next look opens it again, and its caller knows when
        // nothing has come for too long.
      }
      return null;
    }

    private void fill() throws IOException {
      ByteBuffer target = ByteBuffer.wrap(block);
      int read;
      do {
        int room = target.remaining();
        read = channel.read(target, position + target.position());
        if (read < room) {
          // Less than asked for: the end, without another call that says so.
          break;
        }
      } while (target.hasRemaining());
      length = target.position();
    }

    private void close() throws IOException {
      FileChannel open = channel;
      channel = null;
      if (open != null) {
        open.close();
      }
    }

    private void drop() {
      try {
        close();
      } catch (IOException ignored) {
        // The handle was of no more use.
      }
    }

    /** Closes the handle from another thread than the look's. */
    void release() {
      FileChannel open = channel;
      channel = null;
      if (open != null) {
        calls.release(open);
      }
    }
  }
}
