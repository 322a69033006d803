package dev.pigeon.spi.testing;

import org.junit.jupiter.api.Nested;

/**
 * Every promise of a {@link dev.pigeon.spi.Transport}, each class of the kit nested: one class to
 * extend, one method to write. {@link ProviderTck} is apart.
 */
public abstract class AllTck {

  /** A new empty store. */
  protected abstract TestStore newStore() throws Exception;

  @Nested
  final class Documents extends DocumentsTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Creation extends CreationTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Logs extends LogsTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Listing extends ListingTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Hints extends HintsTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Owners extends OwnersTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Closing extends ClosingTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }

  @Nested
  final class Failures extends FailuresTck {
    @Override
    protected TestStore newStore() throws Exception {
      return AllTck.this.newStore();
    }
  }
}
