package dev.pigeon.spi;

/** What a store can do beyond the contract every transport keeps. */
public enum Capability {
  /** A record is on stable storage before {@link LogAppender#append} returns. */
  DURABLE_APPEND,
  /**
   * {@link ChangeWatch#await} is woken by changes of other processes, promptly and as a rule, so a
   * caller may wait long. Without it a caller sets the rhythm of its looks itself.
   */
  CHANGE_HINTS,
  /**
   * Every user goes through this machine, as with a local disk: a look costs microseconds, and
   * nothing is stale. Not that the others have this machine's name or see its processes: they may
   * live in containers of their own.
   */
  SINGLE_HOST,

  /** The store knows who wrote what: {@link Transport#trusting} works. */
  OWNERS
}
