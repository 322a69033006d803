package dev.pigeon.wire;

import dev.pigeon.spi.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Every name in the shared directory, below the namespace. Nothing else spells one. */
public final class Layout {
  /** The folder of all sessions. */
  public static final Key SESSIONS = Key.of("sessions");

  /** The folder of the workers' heartbeats. */
  public static final Key WORKERS = Key.of("workers");

  /** The folder of the locks of working directories. */
  public static final Key LOCKS = Key.of("locks");

  /** Who cleaned up last; its age tells when. */
  public static final Key CLEANUP = Key.of("cleanup.json");

  private static final String JSON = ".json";
  private static final String JSONL = ".jsonl";
  private static final String LOCK = ".lock";
  private static final int DIGEST = 64;

  private Layout() {}

  public static Key session(SessionId id) {
    return SESSIONS.resolve(id.value());
  }

  public static Key request(SessionId id) {
    return session(id).resolve("request.json");
  }

  public static Key status(SessionId id) {
    return session(id).resolve("status.json");
  }

  public static Key stream(SessionId id) {
    return session(id).resolve("stream.jsonl");
  }

  public static Key stdin(SessionId id) {
    return session(id).resolve("stdin.jsonl");
  }

  public static Key control(SessionId id) {
    return session(id).resolve("control.jsonl");
  }

  /**
   * A segment of a log: the log itself for 0, then {@code stream.1.jsonl} for {@code stream.jsonl}.
   */
  public static Key segment(Key log, long number) {
    if (number == 0) {
      return log;
    }
    String name = log.name();
    String stem = name.substring(0, name.length() - JSONL.length());
    return log.parent().resolve(stem + '.' + number + JSONL);
  }

  public static Key claim(SessionId id) {
    return session(id).resolve("worker.claim");
  }

  /** Whose creator alone may start the session's command, once and for all. */
  public static Key start(SessionId id) {
    return session(id).resolve("worker.start");
  }

  /** Whose creator says how a session ended whose worker was not seen for long. */
  public static Key end(SessionId id) {
    return session(id).resolve("worker.end");
  }

  /** The heartbeat of a worker, {@code workers/<host>-<pid>.json}. */
  public static Key worker(String host, long pid) {
    return WORKERS.resolve(safe(host) + '-' + pid + JSON);
  }

  /** Whether a name in {@link #WORKERS} is a heartbeat's. */
  public static boolean isWorker(String name) {
    return name.endsWith(JSON) && name.length() > JSON.length();
  }

  /** The lock of a working directory, {@code locks/<sha256 hex of the string>.lock}. */
  public static Key lock(String cwd) {
    return LOCKS.resolve(sha256(cwd) + LOCK);
  }

  /** The ticket whose creator holds a lock, once {@code number} holders of it have died. */
  public static Key ticket(Key lock, long number) {
    return LOCKS.resolve(lock.name() + '.' + number);
  }

  /**
   * The lock that a name in {@link #LOCKS} is of, itself or one of its tickets; null if of none.
   */
  public static Key lockOf(String name) {
    int end = DIGEST + LOCK.length();
    if (!name.startsWith(LOCK, DIGEST) || !isHex(name.substring(0, DIGEST))) {
      return null;
    }
    boolean ticket = name.length() > end + 1 && name.charAt(end) == '.';
    return name.length() == end || ticket ? LOCKS.resolve(name.substring(0, end)) : null;
  }

  /** Whether a name in {@link #LOCKS} is a lock's ticket. */
  public static boolean isTicket(String name) {
    Key lock = lockOf(name);
    return lock != null && !lock.name().equals(name);
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static String safe(String host) {
    StringBuilder out = new StringBuilder(host.length());
    for (int i = 0; i < host.length() && i < 64; i++) {
      char c = host.charAt(i);
      boolean hides = i == 0 && c == '.';
      out.append(!hides && Key.isSegment("x" + c) ? c : '_');
    }
    return out.length() == 0 ? "_" : out.toString();
  }

  private static String sha256(String text) {
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
    StringBuilder hex = new StringBuilder(64);
    for (byte b : digest) {
      hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return hex.toString();
  }
}
