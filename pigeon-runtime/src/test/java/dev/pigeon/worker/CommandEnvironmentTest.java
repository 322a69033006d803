package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.wire.Request;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.TerminalInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandEnvironmentTest {

  @Test
  void laterLayersBeatEarlierOnes() {
    Map<String, String> env =
        CommandEnvironment.of(
            Map.of("A", "own", "B", "own", "C", "own", "D", "own", "GONE", "own", "OLDPWD", "/x"),
            request(
                Map.of("B", "env", "C", "env", "D", "env", "BACK", "env"),
                List.of("GONE", "BACK"),
                Map.of("D", "caller")),
            Map.of("C", "here", "D", "here"));
    assertEquals(
        Map.of("A", "own", "B", "env", "C", "here", "D", "caller", "BACK", "env", "PWD", "/cwd"),
        env);
  }

  @Test
  void whatNoEnvironmentCanHoldIsLeftOut() {
    Map<String, String> env =
        CommandEnvironment.of(
            Map.of(),
            request(Map.of("", "x", "A=B", "x", "N\0", "x", "V", "\0"), List.of(), Map.of()),
            Map.of());
    assertEquals(Map.of("PWD", "/cwd"), env);
  }

  private static Request request(
      Map<String, String> env, List<String> unset, Map<String, String> remote) {
    return new Request(
        SessionId.of(1, 1),
        List.of("x"),
        "/cwd",
        null,
        Instant.EPOCH,
        new Requester("h", 1, "u"),
        env,
        unset,
        remote,
        TerminalInfo.PIPES,
        0,
        false,
        Request.USUAL_SIGNS,
        null);
  }
}
