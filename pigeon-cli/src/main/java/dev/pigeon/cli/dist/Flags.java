package dev.pigeon.cli.dist;

import java.util.List;

/** Options of pigeon's Java; Java 17 and all later ones take them. */
final class Flags {

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

  /** For a life of weeks in little memory. */
  static List<String> worker() {
    return List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms16m", "-Xmx144m", "-Xlog:disable");
  }
}
