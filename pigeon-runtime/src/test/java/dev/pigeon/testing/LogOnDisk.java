package dev.pigeon.testing;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.spi.testing.ForwardingTransport;
import dev.pigeon.transport.sharedfs.SharedFsProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A store whose one log is a file that a test cuts and bends; all else lies elsewhere. */
public final class LogOnDisk extends ForwardingTransport {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Transport disk;
  private final Key log;
  private final Path file;

  /** Keeps {@code log} below {@code folder} and everything else in {@code rest}. */
  public LogOnDisk(Transport rest, Path folder, Key log) throws TransportException {
    super(rest);
    this.log = log;
    disk =
        new SharedFsProvider()
            .open(new TransportSettings(folder.toString(), "test", Map.of("filesystem", "local")));
    file = folder.resolve("namespaces/test").resolve(log.path());
  }

  /** The whole log. */
  public byte[] bytes() throws IOException {
    return Files.readAllBytes(file);
  }

  /** Puts other bytes in its place. */
  public void bytes(byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** Appends lines as a writer does that opens the log anew, after what was left there. */
  public void append(List<String> lines) throws TransportException {
    try (LogAppender appender = disk.appender(log, LIMIT)) {
      for (String line : lines) {
        byte[] record = line.getBytes(StandardCharsets.ISO_8859_1);
        appender.append(List.of(ByteBuffer.wrap(record)), LIMIT);
      }
    }
  }

  /** The lines of a log, those that are records. */
  public static List<String> lines(byte[] log) {
    return List.of(new String(log, StandardCharsets.ISO_8859_1).split("\n"));
  }

  /** The line that the byte at {@code offset} belongs to, its end included. */
  public static int lineAt(byte[] log, int offset) {
    int line = 0;
    for (int i = 0; i < offset; i++) {
      line += log[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  /** The first {@code length} bytes. */
  public static byte[] cut(byte[] log, int length) {
    return Arrays.copyOf(log, length);
  }

  /** The same log with one byte changed. */
  public static byte[] flip(byte[] log, int offset, int mask) {
    byte[] other = log.clone();
    other[offset] ^= (byte) mask;
    return other;
  }

  @Override
  public LogAppender appender(Key key, Duration limit) throws TransportException {
    return key.equals(log) ? disk.appender(key, limit) : super.appender(key, limit);
  }

  @Override
  public LogTail tail(Key key, long position) {
    return key.equals(log) ? disk.tail(key, position) : super.tail(key, position);
  }

  @Override
  public void close() {
    disk.close();
    super.close();
  }
}
