package dev.pigeon.cli.dist;

import java.util.List;

/** The ways pigeon's Java is started; each has options and a class-data cache of its own. */
enum Start {
  /** A short life, all classes on the boot class path: the fastest. */
  CLIENT_BOOT("client-boot"),
  /** A short life in a folder whose files did not keep their dates. */
  CLIENT("client"),
  /** A long life. */
  WORKER("worker");

  private final String label;

  Start(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Options that Java 17 and all later ones take. */
  static List<String> clientOptions() {
    return List.of(
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xms16m",
        "-Xmx128m",
        "-Xlog:disable",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-DisplayVMOutput",
        "-XX:+LogVMOutput");
  }

  static List<String> workerOptions() {
    return List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms16m", "-Xmx144m", "-Xlog:disable");
  }
}
