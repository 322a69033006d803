package dev.pigeon.it;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A program: runs the tests of one folder of classes, in a Java that sees what a stranger sees. */
final class KitRun {
  private KitRun() {}

  /** Prints how many tests there were and what failed; exits with 1 if something did. */
  public static void main(String[] words) {
    LauncherDiscoveryRequest tests =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(words[0]))))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(tests, listener);
    TestExecutionSummary summary = listener.getSummary();
    System.out.println(
        "found "
            + summary.getTestsFoundCount()
            + ", succeeded "
            + summary.getTestsSucceededCount()
            + ", skipped "
            + (summary.getTestsSkippedCount() + summary.getTestsAbortedCount())
            + ", failed "
            + summary.getTotalFailureCount());
    summary.printFailuresTo(new PrintWriter(System.err, true), 20);
    System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
  }
}
