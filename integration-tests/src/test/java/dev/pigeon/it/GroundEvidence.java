package dev.pigeon.it;

import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Prints, where a scenario failed, what its workers had said and what each machine sees of the
 * namespace: the ground is gone when the report is read.
 */
final class GroundEvidence implements AfterTestExecutionCallback {
  private static final String LOOK =
      """
      for log in $(ls -t "$HOME"/worker-*.log | head -n 4); do
        echo "-- $log"; tail -n 15 "$log"
      done
      cd "$PIGEON_CACHE/namespaces/$PIGEON_NAMESPACE" || exit
      date +%s.%N
      timeout 20 ls -la --time-style=+%s.%N . workers locks
      timeout 20 tail -v -n 1 sessions/*/status.json
      cd "sessions/$(timeout 20 ls sessions | tail -n 1)" && timeout 20 ls -la --time-style=+%s.%N .
      """;

  @Override
  public void afterTestExecution(ExtensionContext context) throws Exception {
    if (context.getExecutionException().isEmpty()
        || !(context.getRequiredTestInstance() instanceof GroundScenarios<?> scenarios)) {
      return;
    }
    for (Host host : List.of(scenarios.a(), scenarios.b())) {
      System.out.printf(
          "== %s failed; machine %s:%n%s%n",
          context.getDisplayName(), host.name(), all(host.run(LOOK)));
    }
  }

  private static String all(Ran ran) {
    return ran.out() + ran.err();
  }
}
