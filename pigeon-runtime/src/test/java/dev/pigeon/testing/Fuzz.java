package dev.pigeon.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Garbage that looks like the real thing. Its seed is printed; {@code -Dpigeon.fuzz.seed} repeats
 * one, {@code -Dpigeon.fuzz.seconds} has a test go on for longer.
 */
public final class Fuzz {
  private static final byte[] SPICE =
      "{}[]\",:\\u0tfn-+.eE19/ \n\0\177=".getBytes(StandardCharsets.US_ASCII);
  private static final long SECONDS = 2;

  private final long seed;
  private final Random random;
  private final long end;

  private Fuzz(long seed, long seconds) {
    this.seed = seed;
    random = new Random(seed);
    end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Begins with a seed of its own. */
  public static Fuzz begin() {
    Fuzz fuzz =
        new Fuzz(
            Long.getLong("pigeon.fuzz.seed", System.nanoTime()),
            Long.getLong("pigeon.fuzz.seconds", SECONDS));
    System.out.println(fuzz);
    return fuzz;
  }

  /** The one source of chance. */
  public Random random() {
    return random;
  }

  /** Whether there is time for another round. */
  public boolean goesOn() {
    return System.nanoTime() - end < 0;
  }

  /** Whether something that happens once in {@code times} happens now. */
  public boolean once(int times) {
    return random.nextInt(times) == 0;
  }

  /** The same bytes with one to four edits. */
  public byte[] mutate(byte[] valid) {
    byte[] bytes = valid.clone();
    for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = SPICE[random.nextInt(SPICE.length)];
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = splice(bytes, at, at + random.nextInt(bytes.length - at));
        case 4 -> {
          int to = at + random.nextInt(bytes.length - at);
          bytes = splice(bytes, to, at); // repeats a piece
        }
        default -> {
          bytes = splice(bytes, at + 1, at);
          bytes[at] = SPICE[random.nextInt(SPICE.length)];
        }
      }
    }
    return bytes;
  }

  /** The first {@code head} bytes, then everything from {@code tail} on. */
  private static byte[] splice(byte[] bytes, int head, int tail) {
    byte[] out = Arrays.copyOf(bytes, head + bytes.length - tail);
    System.arraycopy(bytes, tail, out, head, bytes.length - tail);
    return out.length == 0 ? bytes : out;
  }

  /** The lines of a log after one to four accidents: lost, doubled, swapped, changed, strange. */
  public List<String> jumble(List<String> lines) {
    List<String> all = new ArrayList<>(lines);
    for (int accidents = 1 + random.nextInt(4); accidents > 0 && !all.isEmpty(); accidents--) {
      int at = random.nextInt(all.size());
      switch (random.nextInt(5)) {
        case 0 -> all.remove(at);
        case 1 -> all.add(random.nextInt(all.size() + 1), all.get(at));
        case 2 -> Collections.swap(all, at, random.nextInt(all.size()));
        case 3 -> all.set(at, line(mutate(all.get(at).getBytes(StandardCharsets.ISO_8859_1))));
        default -> all.add(at, "{\"type\":\"later\",\"seq\":" + random.nextInt(9) + "}");
      }
    }
    return all;
  }

  private static String line(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replace('\n', ' ').replace('\0', ' ');
  }

  @Override
  public String toString() {
    return "-Dpigeon.fuzz.seed=" + seed;
  }
}
