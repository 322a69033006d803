package dev.pigeon.spi.testing;

import java.time.Duration;

/**
 * How far a {@link DelayedTransport} lags behind; different lags make things visible in another
 * order than they were written.
 *
 * @param listing how long a folder's listing stays as it was seen
 * @param absence how long a document looked up in vain stays absent
 * @param replacement how long the last version read of a document stays
 * @param data how long a record of a log stays unseen after the first look that could see it
 * @param holdBack what a look finds is torn or still NULs and comes with a later look
 * @param failEvery of so many reads, looks and listings one fails as unreachable, on average and
 *     never two on end; 0 for none
 */
public record Delays(
    Duration listing,
    Duration absence,
    Duration replacement,
    Duration data,
    boolean holdBack,
    int failEvery) {

  /** As measured over NFS and sshfs with a client that takes no precautions. */
  public static Delays careless() {
    return new Delays(
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        Duration.ofSeconds(3),
        true,
        7);
  }

  /** As measured over a network file system with the precautions of a good transport. */
  public static Delays careful() {
    return new Delays(
        Duration.ofMillis(30),
        Duration.ofMillis(30),
        Duration.ofMillis(120),
        Duration.ofMillis(10),
        true,
        0);
  }
}
