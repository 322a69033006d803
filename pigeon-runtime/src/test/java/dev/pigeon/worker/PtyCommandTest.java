package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PtyCommandTest {
  private final WorkerLog log =
      new WorkerLog(new PrintStream(new ByteArrayOutputStream()), false, new HandTicker());
  private final Warden warden = new Warden(log, "/usr/bin/setsid");

  @AfterEach
  void closeWarden() {
    warden.close();
  }

  /** However fast it asks. */
  @RepeatedTest(20)
  void aCommandFindsTheSizeOfItsTerminal() throws Exception {
    Launch launch =
        new Launch(List.of("/bin/stty", "size"), Path.of("/"), System.getenv(), "/usr/bin/setsid");
    try (Command command = PtyCommand.start(launch, new TerminalSize(121, 33), warden)) {
      assertEquals("33 121\r\n", allOf(command.outputs().get(OutputChannel.PTY)));
      assertEquals(0, command.waitFor());
    }
  }

  private static String allOf(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
