package dev.pigeon.cli.dist;

import java.util.List;

/** Options of pigeon's Java; Java 17 and all later ones take them. */
final class Flags {
  private static final int PROFILES_SINCE = 25;

  private Flags() {}

  /**
   * For a life of milliseconds; the launcher adds {@code -XX:LogFile}. Both compilers stay: a short
   * command never gets as far as the second one, and a long stream is decoded twice as fast by it.
   */
  static List<String> client() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xms16m",
        "-Xmx128m",
        "-Xlog:disable",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-DisplayVMOutput",
        "-XX:+LogVMOutput");
  }

  /**
   * For a client with a class-data cache of this Java: no compiling by the profiles that lie in it.
   * A thread of its own does that at each start, a tenth of a short client's processor time.
   */
  static List<String> clientCache(int feature) {
    return feature >= PROFILES_SINCE ? List.of("-XX:-AOTReplayTraining") : List.of();
  }

  /** For a life of weeks in little memory. */
  static List<String> worker() {
    return List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms16m", "-Xmx144m", "-Xlog:disable");
  }
}
