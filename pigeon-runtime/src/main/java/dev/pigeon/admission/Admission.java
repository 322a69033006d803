package dev.pigeon.admission;

import dev.pigeon.spi.StoreReader;

/**
 * Who may have what run by a worker.
 *
 * @param incoming the store, as far as what clients write there is believed
 */
public record Admission(StoreReader incoming) {

  /** Lets in whatever lies in a store. */
  public static Admission ofAll(StoreReader store) {
    return new Admission(store);
  }
}
