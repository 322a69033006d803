package dev.pigeon.bench;

/** Some rows of the table that are taken together. */
interface Figure {
  /** What {@code -Dbench.only} calls it. */
  String name();

  /** Takes it; may last minutes. */
  void take(Table table) throws Exception;
}
