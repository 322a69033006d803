package dev.pigeon.wire;

import dev.pigeon.testing.Fuzz;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What anybody with write access could put there yields a value or {@link MalformedJson}. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutationsTest {
  /** Reads one kind of bytes. */
  private interface Reader {
    void read(byte[] bytes) throws MalformedJson;
  }

  private final RecordCodec codec = new RecordCodec();
  private final Fuzz fuzz = Fuzz.begin();

  @Test
  void mutatedDocumentsNeverSurprise() {
    Status status = Status.pending(Examples.ID, Examples.NOW);
    Heartbeat beat =
        new Heartbeat(new WorkerName("h", 1), "r", Examples.NOW, Examples.NOW, 1, "b", true);
    hammer(RequestCodec.encode(Examples.request()), RequestCodec::decode, 30_000);
    hammer(StatusCodec.encode(status), StatusCodec::decodeState, 10_000);
    WaitingLines waiting = new WaitingLines(Map.of("1-a", 1, "1-b", 2), Map.of("1-c", 1));
    hammer(HeartbeatCodec.encode(beat, waiting), HeartbeatCodec::decode, 10_000);
    hammer(HeartbeatCodec.encode(beat, waiting), WaitingCodec::decode, 10_000);
    byte[] claim = ClaimCodec.encode(new Claim(new WorkerName("h", 1), "t"));
    hammer(claim, ClaimCodec::decode, 5_000);
  }

  @Test
  void mutatedRecordsNeverSurprise() {
    byte[] data = new byte[40];
    fuzz.random().nextBytes(data);
    List<byte[]> records = new ArrayList<>();
    records.add(bytes(codec.encodeOutput(1, OutputChannel.PTY, data, 40, Examples.NOW)));
    records.add(bytes(codec.encodeStarted(Examples.NOW)));
    records.add(
        bytes(
            codec.encodeExit(
                new StreamRecord.Exit(
                    1, 1, new OutputTotals(1, 2, 3), new OutputDigests("a:1", "b:2", "c:3")),
                Examples.NOW)));
    records.add(bytes(codec.encodeStdin(1, data, 40, Examples.NOW)));
    records.add(bytes(codec.encodeControl(1, new ControlRecord.Signal(2), Examples.NOW)));
    records.add(
        bytes(
            codec.encodeControl(
                1, new ControlRecord.Resize(new TerminalSize(80, 24)), Examples.NOW)));
    for (byte[] record : records) {
      hammer(record, bytes -> codec.decodeStream(ByteBuffer.wrap(bytes)), 5_000);
      hammer(record, bytes -> codec.decodeStdin(ByteBuffer.wrap(bytes)), 5_000);
      hammer(record, bytes -> codec.decodeControl(ByteBuffer.wrap(bytes)), 5_000);
    }
  }

  private void hammer(byte[] valid, Reader reader, int times) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      byte[] bytes = fuzz.mutate(valid);
      try {
        reader.read(bytes);
      } catch (MalformedJson e) {
        continue; // one of the two allowed ends
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            fuzz + " reading " + new String(bytes, StandardCharsets.ISO_8859_1), e);
      }
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (millis > 15_000) {
      throw new AssertionError(times + " reads took " + millis + " ms");
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
