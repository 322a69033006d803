package dev.pigeon.worker;

import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A running command, on a pty or on pipes, as the leader of a process group of its own. */
interface Command extends AutoCloseable {

  /** Its output; each stream ends when the last process that could write to it has gone. */
  Map<OutputChannel, InputStream> outputs();

  /** Its input. */
  OutputStream input();

  /** Ends its input: closes the pipe, or types the terminal's end-of-file character. */
  void endInput() throws IOException;

  /**
   * Whether the end of its input may pass unseen, as that of a terminal does, and is to be told
   * again.
   */
  boolean missesEndOfInput();

  /** Sends a signal to its process group and, on a pty, to the group in the foreground. */
  void signal(int number);

  /** Tells the terminal its size; nothing on pipes. */
  void resize(TerminalSize size);

  /** Waits for the leader's end; returns its exit code, 128+n after death by signal n. */
  int waitFor() throws InterruptedException;

  /** The leader's process id. */
  long pid();

  /** Whether output may be cut short once the leader has ended, as terminals do. */
  boolean endsWithLeader();

  /** Closes what this side holds; processes that still run keep running. */
  @Override
  void close();
}
