package dev.pigeon.spi.testing;

/** The in-memory transport is a transport. */
class InMemoryTransportTest extends AllTck {
  @Override
  protected TestStore newStore() {
    return new MemoryStore();
  }
}
