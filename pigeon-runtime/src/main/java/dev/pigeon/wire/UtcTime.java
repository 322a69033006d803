package dev.pigeon.wire;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * Times as the wire format writes them, {@code 2026-02-28T07:15:03.123456Z}. For people only.
 * java.time's formatter is left alone: building it costs a short-lived client several milliseconds.
 */
public final class UtcTime {
  private UtcTime() {}

  /** The text of {@code time}, cut to microseconds. */
  public static String text(Instant time) {
    long seconds = time.getEpochSecond();
    long days = Math.floorDiv(seconds, 86_400L);
    int ofDay = (int) Math.floorMod(seconds, 86_400L);
    // Days since 0000-03-01, then the proleptic Gregorian calendar in eras of 400 years.
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    StringBuilder out = new StringBuilder(27);
    digits(out, year, 4).append('-');
    digits(out, month, 2).append('-');
    digits(out, day, 2).append('T');
    digits(out, ofDay / 3600, 2).append(':');
    digits(out, ofDay / 60 % 60, 2).append(':');
    digits(out, ofDay % 60, 2).append('.');
    return digits(out, time.getNano() / 1000, 6).append('Z').toString();
  }

  /** Reads a time; null if there is none, or none in a spelling that Java knows. */
  static Instant read(JsonCursor json) throws MalformedJson {
    String text = json.nullableString();
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null; // for people only: a time in another spelling stops nothing
    }
  }

  private static StringBuilder digits(StringBuilder out, long value, int width) {
    String text = Long.toString(value);
    for (int i = text.length(); i < width; i++) {
      out.append('0');
    }
    return out.append(text);
  }
}
