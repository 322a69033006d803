package dev.pigeon.spi;

import java.util.Set;

/**
 * Whose documents and logs are believed.
 *
 * @param users names of users besides the one this process is to the store
 * @param sharedTree whether it is accepted that further users could write into the store
 */
public record Trust(Set<String> users, boolean sharedTree) {
  /** Only this process's own user. */
  public static final Trust OWN = new Trust(Set.of(), false);

  public Trust {
    users = Set.copyOf(users);
  }
}
