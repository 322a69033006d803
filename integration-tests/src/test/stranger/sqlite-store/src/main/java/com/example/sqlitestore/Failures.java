package com.example.sqlitestore;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.sql.SQLException;

/** Failures of SQLite, as pigeon tells them apart. */
final class Failures {
  private static final int PERM = 3;
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READONLY = 8;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int TOOBIG = 18;
  private static final int AUTH = 23;
  private static final int NOTADB = 26;

  private Failures() {}

  /** Whether another connection holds a lock that it will let go. */
  static boolean isBusy(SQLException e) {
    int code = e.getErrorCode() & 0xff;
    return code == BUSY || code == LOCKED;
  }

  static TransportException of(String action, SQLException e) {
    return new TransportException(kind(e.getErrorCode() & 0xff), action + ": " + text(e), e);
  }

  static TransportException closed(String action) {
    return new TransportException(FailureKind.CLOSED, action + ": closed here");
  }

  private static FailureKind kind(int code) {
    return switch (code) {
      case FULL, TOOBIG -> FailureKind.FULL;
      case PERM, READONLY, AUTH -> FailureKind.REFUSED;
      case CORRUPT, NOTADB -> FailureKind.CORRUPT;
      default -> FailureKind.UNREACHABLE;
    };
  }

  private static String text(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
