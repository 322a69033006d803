package dev.pigeon.testing;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import dev.pigeon.spi.testing.ForwardingTransport;
import dev.pigeon.transport.sharedfs.SharedFsProvider;
import dev.pigeon.wire.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A store whose one log is a file, or a file for each of its segments, that a test cuts and bends;
 * all else lies elsewhere.
 */
public final class LogOnDisk extends ForwardingTransport {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Transport disk;
  private final Key log;
  private final Path root;

  /** Keeps {@code log} below {@code folder} and everything else in {@code rest}. */
  public LogOnDisk(Transport rest, Path folder, Key log) throws TransportException {
    super(rest);
    this.log = log;
    disk =
        new SharedFsProvider()
            .open(new TransportSettings(folder.toString(), "test", Map.of("filesystem", "local")));
    root = folder.resolve("namespaces/test");
  }

  /** The whole log, or its first segment. */
  public byte[] bytes() throws IOException {
    return Files.readAllBytes(file(0));
  }

  /** Puts other bytes in its place. */
  public void bytes(byte[] content) throws IOException {
    segments(List.of(content));
  }

  /** All segments of the log. */
  public List<byte[]> segments() throws IOException {
    List<byte[]> all = new ArrayList<>();
    while (Files.exists(file(all.size()))) {
      all.add(Files.readAllBytes(file(all.size())));
    }
    return all;
  }

  /** Puts other segments in their place. */
  public void segments(List<byte[]> contents) throws IOException {
    Files.createDirectories(file(0).getParent());
    for (int i = 0; i < contents.size(); i++) {
      Files.write(file(i), contents.get(i));
    }
    for (int i = contents.size(); Files.deleteIfExists(file(i)); i++) {
      continue; // an earlier test's
    }
  }

  private Path file(int segment) {
    return root.resolve(Layout.segment(log, segment).path());
  }

  /** Appends lines as a writer does that opens the log anew, after what was left there. */
  public void append(List<String> lines) throws TransportException {
    append(0, lines);
  }

  /** The same in one of its segments. */
  public void append(int segment, List<String> lines) throws TransportException {
    try (LogAppender appender = disk.appender(Layout.segment(log, segment), LIMIT)) {
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
    return isOfLog(key) ? disk.appender(key, limit) : super.appender(key, limit);
  }

  @Override
  public LogTail tail(Key key, long position) {
    return isOfLog(key) ? disk.tail(key, position) : super.tail(key, position);
  }

  @Override
  public void delete(Key key, Duration limit) throws TransportException {
    if (isOfLog(key)) {
      disk.delete(key, limit);
    } else {
      super.delete(key, limit);
    }
  }

  private boolean isOfLog(Key key) {
    String stem = log.path().substring(0, log.path().length() - "jsonl".length());
    return key.path().startsWith(stem) && key.path().endsWith(".jsonl");
  }

  @Override
  public void close() {
    disk.close();
    super.close();
  }
}
