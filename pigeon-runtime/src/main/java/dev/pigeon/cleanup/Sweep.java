package dev.pigeon.cleanup;

import dev.pigeon.spi.TransportException;
import java.time.Duration;

/** Goes through one kind of things in small steps. */
interface Sweep {

  /** Does a little; false once there is nothing left to do. */
  boolean step() throws TransportException;

  /** How long to wait before the next step makes sense. */
  Duration pause();

  /** How many things have been looked at. */
  int looked();

  /** How many there are to look at. */
  int total();
}
