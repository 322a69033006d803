package dev.pigeon.wire;

/**
 * The name of a session: {@code <unix millis>-<12 hex digits>}, so that a listing sorts by age.
 * Foreign ids of another shape are accepted as long as they are a safe name.
 *
 * @param value the name of the session's folder
 */
public record SessionId(String value) implements Comparable<SessionId> {

  public SessionId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a session id: \"" + value + "\"");
    }
  }

  /** An id of the given time and 48 random bits. */
  public static SessionId of(long unixMillis, long random) {
    StringBuilder text = new StringBuilder(26).append(unixMillis).append('-');
    for (int shift = 44; shift >= 0; shift -= 4) {
      text.append(Character.forDigit((int) (random >>> shift) & 15, 16));
    }
    return new SessionId(text.toString());
  }

  /** Whether a name found in a listing may be a session: digits, a dash, then letters or digits. */
  public static boolean isValid(String name) {
    int dash = name.indexOf('-');
    if (dash < 1 || name.length() > 64 || dash == name.length() - 1) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (i < dash ? !digit : i > dash && !digit && !letter && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(SessionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
