package dev.pigeon.cli.dist;

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
}
