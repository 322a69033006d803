package dev.pigeon.worker;

/** What a machine knows by itself of a worker that claimed something. */
enum Fate {
  /** Nothing: it ran elsewhere, or says too little of itself. */
  UNKNOWN,

  /** Its process is there; whether it does anything is another question. */
  PRESENT,

  /** It has died, and its warden is still ending its commands. */
  ENDING,

  /** It has died, and so has all that it ran. */
  GONE
}
