package dev.pigeon.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Values for tests. */
final class Examples {
  static final SessionId ID = SessionId.of(1772262903123L, 0x0123456789abL);
  static final Instant NOW = Instant.parse("2026-02-28T07:15:03.123456Z");

  private Examples() {}

  static Request request() {
    return request(
        List.of("bash", "-c", "echo \"é\n🐦\""),
        "/home/ä",
        "cpu",
        new TerminalInfo(true, true, new TerminalSize(132, 43)));
  }

  static Request request(List<String> command, String cwd, String route, TerminalInfo terminal) {
    return new Request(
        ID,
        command,
        cwd,
        route,
        NOW,
        new Requester("gpu_m", 42, "ann"),
        Map.of("TERM", "xterm", "X", ""),
        List.of("NO_COLOR"),
        Map.of("X", ""),
        terminal,
        512,
        true,
        Request.USUAL_SIGNS,
        null);
  }
}
