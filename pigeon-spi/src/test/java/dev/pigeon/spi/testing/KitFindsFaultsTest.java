package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.BrokenTransport.Fault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit fails where it should: every fault is found, and by the test of that promise. */
@Timeout(120)
class KitFindsFaultsTest {
  private static Fault fault;

  @ParameterizedTest
  @CsvSource({
    "TWO_WINNERS, Creation, oneOfManyCreatorsWinsAndAllLearnWho",
    "TWO_WINNERS, Creation, secondCreatorLearnsTheFirst",
    "UNKNOWN_WINNER, Creation, oneOfManyCreatorsWinsAndAllLearnWho",
    "HALF_DOCUMENT, Documents, readerNeverSeesHalfADocument",
    "HALF_RECORD, Logs, recordsComeInOrderAndOnce",
    "HALF_RECORD, Logs, readerBesideAWriterMissesNothing",
    "DUPLICATED_RECORD, Logs, recordsComeInOrderAndOnce",
    "DUPLICATED_RECORD, Logs, readerBesideAWriterMissesNothing",
    "LOST_RECORD, Logs, readerBesideAWriterMissesNothing",
    "FORGOTTEN_POSITION, Logs, readerResumesFromAPosition",
    "LOST_WAKE, Hints, wakeEndsTheNextWait",
    "LOST_WAKE, Hints, wakeEndsABlockedWait",
    "LOST_HINT, Hints, changesThereEndWaitsHere",
    "LOST_HINT, Hints, watchedFolderMayComeAndGo",
    "UNSORTED_LISTING, Listing, namesAreSortedAndOnlyThoseRightBelow",
    "VISIBLE_WORK_FILE, Listing, listingShowsNoWorkFiles",
    "TAKES_LOST_FOR_EMPTY, Failures, storeOutOfReachIsUnreachable",
    "OPEN_AFTER_CLOSE, Closing, closedTransportRefusesEveryCall",
    "LEFT_OVER_THREAD, Closing, closingLeavesNoThreads",
  })
  void faultIsFound(Fault broken, String promise, String test) throws Exception {
    fault = broken;
    assertTrue(passes(Healthy.class, promise, test), () -> test + " fails without a fault");
    assertFalse(passes(Broken.class, promise, test), () -> test + " has not found " + broken);
  }

  private static boolean passes(Class<?> stores, String promise, String test) throws Exception {
    Class<?> kit = Class.forName(stores.getName() + "$" + promise);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(kit.getName() + "#" + test))
            .build();
    Ends ends = new Ends();
    LauncherFactory.create().execute(request, ends);
    assertEquals(1, ends.tests, () -> "no such test: " + promise + "." + test);
    return ends.failed == 0;
  }

  private static final class Ends implements TestExecutionListener {
    private int tests;
    private int failed;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      tests += test.isTest() ? 1 : 0;
      failed += result.getStatus() == Status.SUCCESSFUL ? 0 : 1;
    }
  }

  private record BrokenStore(MemoryStore store, Fault fault) implements TestStore {
    @Override
    public Transport open() {
      return new BrokenTransport(store.open(), fault);
    }

    @Override
    public boolean setReachable(boolean reachable) {
      return store.setReachable(reachable);
    }
  }

  private static TestStore brokenStore() {
    return new BrokenStore(new MemoryStore(), fault);
  }

  static final class Healthy {
    static final class Failures extends FailuresTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }

    static final class Documents extends DocumentsTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }

    static final class Creation extends CreationTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }

    static final class Logs extends LogsTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }

    static final class Listing extends ListingTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }

    static final class Hints extends HintsTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }

    static final class Closing extends ClosingTck {
      @Override
      protected TestStore newStore() {
        return new MemoryStore();
      }
    }
  }

  static final class Broken {
    static final class Failures extends FailuresTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }

    static final class Documents extends DocumentsTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }

    static final class Creation extends CreationTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }

    static final class Logs extends LogsTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }

    static final class Listing extends ListingTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }

    static final class Hints extends HintsTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }

    static final class Closing extends ClosingTck {
      @Override
      protected TestStore newStore() {
        return brokenStore();
      }
    }
  }
}
