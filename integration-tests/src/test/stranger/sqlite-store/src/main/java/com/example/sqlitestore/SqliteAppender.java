package com.example.sqlitestore;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A batch is one transaction. */
final class SqliteAppender implements LogAppender {
  private static final int MAX_RECORD = 16 << 20;
  private static final String INSERT =
      "INSERT INTO records (log, content) SELECT name, ?2 FROM logs WHERE name = ?1";

  private final Database database;
  private final String log;
  private final String action;
  private boolean broken;
  private volatile boolean closed;

  SqliteAppender(Database database, String log) {
    this.database = database;
    this.log = log;
    action = "cannot append to " + log;
  }

  @Override
  public void append(List<ByteBuffer> records, Duration limit) throws TransportException {
    if (closed) {
      throw Failures.closed(action);
    }
    if (broken) {
      throw new TransportException(FailureKind.REFUSED, action + ": it failed before");
    }
    broken = true;
    List<byte[]> contents = contents(records);
    if (!database.write(action, limit, c -> insert(c.prepareStatement(INSERT), contents))) {
      throw new TransportException(FailureKind.REFUSED, action + ": it was deleted");
    }
    broken = false;
  }

  private boolean insert(PreparedStatement prepared, List<byte[]> contents)
      throws java.sql.SQLException {
    try (PreparedStatement statement = prepared) {
      statement.setString(1, log);
      for (byte[] content : contents) {
        statement.setBytes(2, content);
        if (statement.executeUpdate() == 0) {
          return false;
        }
      }
      return true;
    }
  }

  private List<byte[]> contents(List<ByteBuffer> records) throws TransportException {
    List<byte[]> contents = new ArrayList<>(records.size());
    for (ByteBuffer record : records) {
      if (record.remaining() > MAX_RECORD) {
        throw new TransportException(
            FailureKind.FULL, action + ": a record of " + record.remaining() + " bytes");
      }
      byte[] content = new byte[record.remaining()];
      record.get(content);
      contents.add(content);
    }
    return contents;
  }

  @Override
  public void close() {
    closed = true;
  }
}
