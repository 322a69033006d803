package dev.pigeon.liveness;

import java.util.List;

/**
 * What one look at the heartbeats showed.
 *
 * @param found whether a worker of the wanted route lives and takes sessions
 * @param worker its name; null if not found
 * @param stopping a living worker of the wanted route that takes no more sessions; null if there is
 *     none
 * @param otherRoutes routes of other living workers, sorted, {@code (none)} for a worker without
 *     one; for the message that nobody was found
 */
public record Sighting(boolean found, String worker, String stopping, List<String> otherRoutes) {

  public Sighting {
    otherRoutes = List.copyOf(otherRoutes);
  }
}
