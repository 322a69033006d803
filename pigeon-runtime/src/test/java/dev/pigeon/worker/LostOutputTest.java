package dev.pigeon.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.client.Desk;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.testing.MemoryStore;
import dev.pigeon.testing.HandTicker;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that says that a record of output does not come to it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostOutputTest {
  private static final FlowLimits LITTLE = new FlowLimits(128 << 10, 64 << 10, 32 << 10);
  private static final Duration STEP = Duration.ofMillis(100);

  private final HandTicker ticker = new HandTicker();
  private final MemoryStore store = new MemoryStore(ticker.clock());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void whatACommandThatHasEndedLeftIsNotDroppedWithItsCode() throws Exception {
    FakeCommand command = new FakeCommand();
    command.output = new byte[4 << 17]; // four windows
    command.end.complete(7);
    try (Transport transport = store.open();
        Desk desk =
            new Desk(transport, ticker, out, SessionId.of(5, 5), "/tmp", List.of("fake"), LITTLE)) {
      Bench bench =
          new Bench(transport, ticker, "cpu_m", 4, LITTLE, new Only(command), Duration.ZERO);
      for (int second = 0; !bench.log().contains("lost on its way"); second++) {
        assertTrue(second < 120, bench::log);
        desk.control(new ControlRecord.Alive(0, 0, 0));
        for (int i = 0; i < 10; i++) {
          advance(bench);
        }
      }
      while (!desk.step()) {
        advance(bench);
      }
      assertEquals(255, desk.code(), () -> desk.notices() + bench.log());
      assertTrue(desk.notices().contains("the output is incomplete"), desk::notices);
    }
  }

  private void advance(Bench bench) {
    bench.beat();
    bench.step();
    ticker.advance(STEP);
    LockSupport.parkNanos(1_000_000); // the processes have their own time
  }

  /** Starts one command. */
  private record Only(FakeCommand command) implements CommandStart {
    @Override
    public Outcome start(Request request) {
      return new Running(command, false);
    }

    @Override
    public void warmUp() {}

    @Override
    public void close() {}
  }
}
