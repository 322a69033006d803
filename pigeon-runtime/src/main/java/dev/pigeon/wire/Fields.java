package dev.pigeon.wire;

/** The JSON fields that several documents have. */
final class Fields {
  static final String SESSION_ID = "session_id";
  static final String CREATED_AT = "created_at";
  static final String UPDATED_AT = "updated_at";
  static final String STARTED_AT = "started_at";
  static final String ROUTE = "route";
  static final String HOST = "host";
  static final String PID = "pid";

  private Fields() {}
}
