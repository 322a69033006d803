package dev.pigeon.client;

import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.OutputTally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Where output goes on this side, and what has gone there. */
final class OutputSink {
  private final WritableByteChannel out;
  private final WritableByteChannel err;
  private final OutputWatch watch;
  private final OutputTally tally = new OutputTally();
  private boolean errGone;

  OutputSink(WritableByteChannel out, WritableByteChannel err, OutputWatch watch) {
    this.out = out;
    this.err = err;
    this.watch = watch;
  }

  /**
   * Writes all of it; blocks as long as the reader does, and is watched meanwhile.
   *
   * @throws IOException if standard output takes no more
   */
  void write(OutputChannel channel, ByteBuffer data) throws IOException {
    tally.add(channel, data);
    if (channel == OutputChannel.STDERR) {
      writeErr(data);
    } else {
      drain(out, data);
    }
  }

  /** Makes the terminal fit for a shell's prompt, after a command that could not do so itself. */
  void cleanUp(Screen screen) {
    try {
      byte[] keys = screen.cleanUp().getBytes(StandardCharsets.US_ASCII);
      if (keys.length > 0) {
        drain(out, ByteBuffer.wrap(keys));
      }
    } catch (IOException e) {
      // The terminal has gone; nobody sees what it would look like.
    }
  }

  OutputTally tally() {
    return tally;
  }

  private void writeErr(ByteBuffer data) {
    if (errGone) {
      return;
    }
    try {
      drain(err, data);
    } catch (IOException e) {
      errGone = true; // nobody reads messages (2>&-): the command's output still matters
    }
  }

  private void drain(WritableByteChannel channel, ByteBuffer data) throws IOException {
    watch.enter(channel);
    try {
      while (data.hasRemaining()) {
        if (channel.write(data) == 0) {
          // Somebody made the descriptor non-blocking and it is full.
          LockSupport.parkNanos(1_000_000);
        }
      }
    } finally {
      watch.leave();
    }
  }
}
