package dev.pigeon.config;

/** Finds the known key that a mistyped one was meant to be. */
final class Spelling {
  private Spelling() {}

  /** What to say about a name that no key has. */
  static String unknown(String name) {
    String closest = null;
    int least = Math.max(2, name.length() / 3) + 1;
    for (ConfigKey key : ConfigKey.values()) {
      int distance = distance(name, key.dotted());
      if (endsAlike(name, key.dotted())) {
        distance = Math.min(distance, 1);
      }
      if (distance < least) {
        least = distance;
        closest = key.dotted();
      }
    }
    String hint = closest == null ? "" : "did you mean " + closest + "? ";
    return "is no known key; " + hint + "`pigeon config keys` lists them";
  }

  /** Whether only the table is missing: {@code max_jobs} for {@code worker.max_jobs}. */
  private static boolean endsAlike(String name, String dotted) {
    return dotted.endsWith("." + name);
  }

  /** The number of characters to insert, delete or change. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
