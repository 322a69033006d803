package com.example.sqlitestore;

import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.TransportException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The position is the number of the last record returned: numbers of all logs only grow. */
final class SqliteTail implements LogTail {
  private static final int ENOUGH_BYTES = 1 << 20;
  private static final String SELECT =
      "SELECT position, content FROM records WHERE log = ? AND position > ? ORDER BY position";

  private final Database database;
  private final String log;
  private long position;
  private volatile boolean closed;

  SqliteTail(Database database, String log, long position) {
    this.database = database;
    this.log = log;
    this.position = position;
  }

  @Override
  public List<ByteBuffer> read(Duration limit) throws TransportException {
    String action = "cannot read " + log;
    if (closed) {
      throw Failures.closed(action);
    }
    Batch batch = database.run(action, limit, this::select);
    position = batch.end();
    return batch.records();
  }

  private Batch select(Connection c) throws SQLException {
    List<ByteBuffer> records = new ArrayList<>();
    long end = position;
    try (PreparedStatement statement = c.prepareStatement(SELECT)) {
      statement.setString(1, log);
      statement.setLong(2, position);
      try (ResultSet rows = statement.executeQuery()) {
        int bytes = 0;
        while (bytes < ENOUGH_BYTES && rows.next()) {
          end = rows.getLong(1);
          byte[] content = rows.getBytes(2);
          bytes += content.length;
          records.add(ByteBuffer.wrap(content));
        }
      }
    }
    return new Batch(records, end);
  }

  private record Batch(List<ByteBuffer> records, long end) {}

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    closed = true;
  }
}
