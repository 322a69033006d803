package dev.pigeon.it;

import dev.pigeon.it.FaultTable.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives a class of tests its line in the table of faults: each of its tests does one thing to a
 * session or to the folder that must do no harm.
 */
final class FaultLine implements TestWatcher, AfterAllCallback {
  private final FaultTable.Row row;

  FaultLine(String fault) {
    row = FaultTable.row(fault);
  }

  @Override
  public void testSuccessful(ExtensionContext test) {
    row.injected();
    row.add(Outcome.SURVIVED, test.getDisplayName());
  }

  @Override
  public void testFailed(ExtensionContext test, Throwable cause) {
    row.injected();
    row.add(Outcome.WRONG, test.getDisplayName());
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    FaultTable.print();
  }
}
