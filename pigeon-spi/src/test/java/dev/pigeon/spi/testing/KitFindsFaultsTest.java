package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.pigeon.spi.TransportProvider;
import dev.pigeon.spi.TransportSettings;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit fails where it should: every test of it finds a fault, and every fault is found. */
@Timeout(120)
class KitFindsFaultsTest {
  /** The fault of what the kit tests now; null for none. */
  private static Fault fault;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "ABSENCE_IS_AN_ERROR, Documents, absentDocumentIsEmpty",
    "LOST_WRITE, Documents, writtenDocumentIsReadThere",
    "OLD_END_STAYS, Documents, replacedDocumentIsReadThere",
    "STAYS_ABSENT, Documents, documentLookedUpInVainIsFoundOnceWritten",
    "EMPTY_IS_ABSENT, Documents, emptyDocumentIsThere",
    "TEXT_ONLY, Documents, documentOfAnyBytesIsKept",
    "SHARED_CONTENT, Documents, contentBelongsToItsReader",
    "HALF_DOCUMENT, Documents, readerNeverSeesHalfADocument",
    "KEEPS_DELETED, Documents, deletedDocumentIsGone",
    "KEEPS_WHAT_IS_BELOW, Documents, deletedFolderIsGoneWithAllBelowIt",
    "ABSENCE_IS_AN_ERROR, Documents, deletingWhatIsAbsentIsNoError",
    "DELETED_FOR_EVER, Documents, deletedFolderCanComeAgain",
    "OTHER_CLOCK, Documents, ageOfADocumentFollowsFromTheStoresTime",
    "PROBE_IN_VAIN, Documents, probeAnswers",
    "NO_WINNER, Creation, onlyCreatorWins",
    "TWO_WINNERS, Creation, secondCreatorLearnsTheFirst",
    "TWO_WINNERS, Creation, replacedDocumentIsNotCreatedAgain",
    "KEEPS_DELETED, Creation, deletedDocumentCanBeCreatedAgain",
    "STAYS_ABSENT, Creation, lookingUpInVainDoesNotDecideTheRace",
    "TWO_WINNERS, Creation, oneOfManyCreatorsWinsAndAllLearnWho",
    "UNKNOWN_WINNER, Creation, oneOfManyCreatorsWinsAndAllLearnWho",
    "ABSENCE_IS_AN_ERROR, Logs, absentLogHasNoRecordsYet",
    "HALF_RECORD, Logs, recordsComeInOrderAndOnce",
    "DUPLICATED_RECORD, Logs, recordsComeInOrderAndOnce",
    "WHOLE_BUFFER, Logs, sliceOfABufferIsARecord",
    "APPENDER_STARTS_OVER, Logs, anotherAppenderGoesOnAtTheEnd",
    "FORGOTTEN_POSITION, Logs, readerResumesFromAPosition",
    "ONE_TAIL_FOR_ALL, Logs, severalReadersReadAllOfIt",
    "SMALL_RECORDS_ONLY, Logs, recordOf16MebibytesIsWhole",
    "ENDLESS_RECORDS, Logs, recordOver16MebibytesIsRefusedAsTooFull",
    "HALF_RECORD, Logs, readerBesideAWriterMissesNothing",
    "DUPLICATED_RECORD, Logs, readerBesideAWriterMissesNothing",
    "LOST_RECORD, Logs, readerBesideAWriterMissesNothing",
    "UNFINISHED_RECORD, Logs, halfARecordIsNotThereYet",
    "GLUED_TO_TORN_RECORD, Logs, recordAfterATornOneIsWhole",
    "UNFINISHED_RECORD, Logs, bytesThatHaveNotArrivedAreWaitedFor",
    "ABSENCE_IS_AN_ERROR, Logs, deletedLogIsNothingNewForItsReader",
    "ABSENCE_IS_AN_ERROR, Listing, absentFolderIsEmpty",
    "UNSORTED_LISTING, Listing, namesAreSortedAndOnlyThoseRightBelow",
    "KEEPS_DELETED, Listing, deletedNamesAreGone",
    "WORK_FILE, Listing, listingShowsNoWorkFiles",
    "STALE_LISTING, Listing, listingCanBeRepeatedWhileNamesCome",
    "ENDLESS_HINTS, Hints, waitEndsWithItsTime",
    "LOST_WAKE, Hints, wakeEndsTheNextWait",
    "LOST_WAKE, Hints, wakeEndsABlockedWait",
    "LOST_HINT, Hints, changesThereEndWaitsHere",
    "LOST_HINT, Hints, watchedFolderMayComeAndGo",
    "TAKES_LOST_FOR_EMPTY, Failures, storeOutOfReachIsUnreachable",
    "BACK_WITH_NOTHING, Failures, storeBackInReachHasWhatItHad",
    "BACK_WITH_NOTHING, Failures, tailGoesOnOnceTheStoreIsBack",
    "BELIEVES_ANYBODY, Owners, ownWritingIsBelievedOrNobodysIs",
    "CLOSED_IS_UNREACHABLE, Closing, closeEndsABlockedWait",
    "CLOSED_IS_UNREACHABLE, Closing, closeOfAWatchEndsItsWait",
    "OPEN_AFTER_CLOSE, Closing, closedTransportRefusesEveryCall",
    "OPEN_AFTER_CLOSE, Closing, closedAppenderAndTailRefuseCalls",
    "LEFT_OVER_THREAD, Closing, closingLeavesNoThreads",
    "WORK_FILE, Closing, closingLeavesNoWorkFiles",
    "SHOUTED_NAME, Provider, nameIsALowerCaseWord",
    "OTHER_SPI, Provider, itSpeaksThisSpi",
    "NO_DESCRIPTION, Provider, itTellsWhatItIs",
    "SETTING_TWICE, Provider, settingsHaveNamesOfTheirOwn",
    "UNREGISTERED, Provider, serviceLoaderFindsIt",
    "TAKES_BAD_SETTINGS, Provider, badSettingsAreIncompatibleAndNamed",
    "BAD_SETTINGS_UNNAMED, Provider, badSettingsAreIncompatibleAndNamed",
  })
  void faultIsFound(Fault broken, String promise, String test) throws Exception {
    assertEquals(Status.SUCCESSFUL, run(null, promise, test), () -> test + " without a fault");
    assertEquals(Status.FAILED, run(broken, promise, test), () -> test + " with " + broken);
  }

  @Test
  void everyTestOfTheKitHasAFaultToFind() throws Exception {
    Set<String> with = new TreeSet<>();
    for (String[] row : rows()) {
      with.add(row[1] + '.' + row[2]);
    }
    assertEquals(kitTests(), with);
  }

  @Test
  void everyFaultIsForATestToFind() throws Exception {
    Set<Fault> used = EnumSet.noneOf(Fault.class);
    for (String[] row : rows()) {
      used.add(Fault.valueOf(row[0]));
    }
    assertEquals(EnumSet.allOf(Fault.class), used);
  }

  private static List<String[]> rows() throws Exception {
    Class<?>[] parameters = {Fault.class, String.class, String.class};
    Method table = KitFindsFaultsTest.class.getDeclaredMethod("faultIsFound", parameters);
    return Stream.of(table.getAnnotation(CsvSource.class).value()).map(r -> r.split(", ")).toList();
  }

  /** Every test of every class whose name ends in Tck, found among the compiled classes. */
  private static Set<String> kitTests() throws Exception {
    Set<String> tests = new TreeSet<>();
    Path classes = Path.of(TransportTck.class.getResource("TransportTck.class").toURI());
    try (Stream<Path> files = Files.list(classes.getParent())) {
      for (String file : files.map(path -> path.getFileName().toString()).toList()) {
        if (file.endsWith("Tck.class")) {
          String kit = file.substring(0, file.length() - ".class".length());
          addTests(tests, kit.replace("Tck", ""), Class.forName(packaged(kit)));
        }
      }
    }
    return tests;
  }

  private static void addTests(Set<String> tests, String promise, Class<?> kit) {
    for (Method method : kit.getDeclaredMethods()) {
      if (AnnotationSupport.isAnnotated(method, Testable.class)) {
        tests.add(promise + '.' + method.getName());
      }
    }
  }

  private static String packaged(String name) {
    return KitFindsFaultsTest.class.getPackageName() + '.' + name;
  }

  private Status run(Fault broken, String promise, String test) throws Exception {
    fault = broken;
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(select(promise, test)).build();
    Ends ends = new Ends();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader services = services(before)) {
      thread.setContextClassLoader(services);
      LauncherFactory.create().execute(request, ends);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertEquals(1, ends.tests, () -> "no such test: " + promise + "." + test);
    return ends.status;
  }

  private static DiscoverySelector select(String promise, String test) throws Exception {
    return promise.equals("Provider")
        ? selectMethod(Provider.class, test)
        : selectNestedMethod(
            List.of(Stores.class), Class.forName(packaged("AllTck$" + promise)), test);
  }

  /** What the service loader looks at: the sample provider is in no services file but this. */
  private URLClassLoader services(ClassLoader parent) throws Exception {
    Path file = folder.resolve("META-INF/services").resolve(TransportProvider.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, fault == Fault.UNREGISTERED ? "" : BrokenProvider.class.getName());
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, parent);
  }

  /** How the one test ended; one that was given up for an assumption has found nothing. */
  private static final class Ends implements TestExecutionListener {
    private int tests;
    private Status status;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        tests++;
        status = result.getStatus();
      }
    }
  }

  static final class Stores extends AllTck {
    @Override
    protected TestStore newStore() {
      MemoryStore store = new MemoryStore();
      return fault == null ? store : new BrokenStore(store, fault);
    }
  }

  static final class Provider extends ProviderTck {
    @Override
    protected TransportProvider provider() {
      return new BrokenProvider(fault);
    }

    @Override
    protected List<BadSettings> badSettings() {
      String name = BrokenProvider.SIZE.name();
      TransportSettings large = new TransportSettings("", "test", Map.of(name, "large"));
      return List.of(new BadSettings(large, name));
    }
  }
}
