package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command that ran to its end.
 *
 * @param exit its exit code
 * @param bytes all of its standard output
 * @param err all of its standard error
 */
record Ran(int exit, byte[] bytes, String err) {

  String out() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The lines that pigeon wrote about itself. */
  List<String> complaints() {
    return err.lines().filter(line -> line.startsWith("pigeon: ")).toList();
  }

  /** That it ended so, and said nothing else on either stream. */
  Ran gave(int exit, String out) {
    assertEquals(exit, this.exit, this::toString);
    assertTrue(out.equals(out()), () -> "expected: " + out + "\nbut: " + this);
    assertEquals("", err, this::toString);
    return this;
  }

  /** That it ended so. */
  Ran ended(int exit) {
    assertEquals(exit, this.exit, this::toString);
    return this;
  }

  /** That it failed so, printing nothing but one line of pigeon's. */
  String complained(int exit) {
    assertEquals(exit, this.exit, this::toString);
    assertEquals("", out(), this::toString);
    assertEquals(1, err.lines().count(), this::toString);
    assertEquals(1, complaints().size(), this::toString);
    return err.strip();
  }

  @Override
  public String toString() {
    String out = out();
    return "exit "
        + exit
        + "\n--- standard output ("
        + bytes.length
        + " bytes)\n"
        + (out.length() > 1000 ? out.substring(0, 1000) + "…" : out)
        + "\n--- standard error\n"
        + (err.length() > 4000 ? err.substring(0, 4000) + "…" : err);
  }
}
