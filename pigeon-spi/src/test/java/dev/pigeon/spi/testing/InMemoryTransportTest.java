package dev.pigeon.spi.testing;

import org.junit.jupiter.api.Nested;

/** The in-memory transport is a transport. */
class InMemoryTransportTest {

  @Nested
  class Documents extends DocumentsTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class Creation extends CreationTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class Logs extends LogsTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class Listing extends ListingTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class Hints extends HintsTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class Closing extends ClosingTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class Failures extends FailuresTck {
    @Override
    protected TestStore newStore() {
      return new MemoryStore();
    }
  }
}
