package dev.pigeon.client;

/** What becomes of a notice that is true only for a while, such as what is waited for. */
public enum PassingNotices {
  /** Whoever reads standard error later would take it for true still. */
  HIDDEN,
  /** Shown on a terminal, and erased once it is over. */
  ERASED,
  /** A line each, for who asked to be told and has no terminal. */
  PRINTED
}
