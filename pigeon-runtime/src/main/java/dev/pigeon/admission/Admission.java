package dev.pigeon.admission;

import dev.pigeon.spi.StoreReader;
import dev.pigeon.wire.Request;

/**
 * Who may have what run by a worker.
 *
 * @param incoming the store, as far as what clients write there is believed
 * @param rules what is run, and with which variables
 */
public record Admission(StoreReader incoming, Rules rules) {

  /** Lets in whatever lies in a store. */
  public static Admission ofAll(StoreReader store) {
    return new Admission(store, Rules.NONE);
  }

  /** Whether a request is to be run, and what is left of it then. */
  public Verdict judge(Request request) {
    return rules.judge(request);
  }
}
