package dev.pigeon.cleanup;

import dev.pigeon.pace.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Session folders without a document: the store knows no age of them, so they are observed. Only
 * somebody who stays for long sees them go.
 */
final class EmptyFolders {
  private static final int MOST = 10_000;

  private final Ticker ticker;
  private final Map<String, Long> since = new HashMap<>();

  EmptyFolders(Ticker ticker) {
    this.ticker = ticker;
  }

  /** How long a folder has been known to be empty. */
  Duration unchangedFor(String name) {
    if (since.size() >= MOST && !since.containsKey(name)) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(ticker.nanos() - since.computeIfAbsent(name, each -> ticker.nanos()));
  }

  /** Forgets all but these. */
  void retain(List<String> names) {
    if (!since.isEmpty()) {
      since.keySet().retainAll(new HashSet<>(names));
    }
  }

  /** Something was found in it after all. */
  void forget(String name) {
    since.remove(name);
  }
}
