package dev.pigeon.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private static final ObjectMapper STRANGER = new ObjectMapper();

  private final RecordCodec codec = new RecordCodec();

  @Test
  void everyLengthOfOutputComesBack() throws Exception {
    Random random = new Random(2);
    for (int length : new int[] {0, 1, 2, 3, 4, 511, 512, 513, 1, 100_000, 7, 98_304, 0}) {
      byte[] data = new byte[length + random.nextInt(3)];
      random.nextBytes(data);
      ByteBuffer record = codec.encodeOutput(7, OutputChannel.STDERR, data, length, Examples.NOW);
      StreamRecord.Output output =
          assertInstanceOf(StreamRecord.Output.class, codec.decodeStream(copy(record)));
      assertEquals(7, output.seq());
      assertEquals(OutputChannel.STDERR, output.channel());
      assertArrayEquals(Arrays.copyOf(data, length), bytes(output.data()));
    }
  }

  @Test
  void outputHasTheFieldsOfTheFormat() throws Exception {
    byte[] data = {'h', 'i'};
    ByteBuffer record = codec.encodeOutput(0, OutputChannel.PTY, data, 2, Examples.NOW);
    assertEquals(
        "{\"type\":\"output\",\"seq\":0,\"ts\":\"2026-02-28T07:15:03.123456Z\","
            + "\"channel\":\"pty\",\"data_b64\":\"aGk=\"}",
        StandardCharsets.UTF_8.decode(record).toString());
  }

  @Test
  void exitHasTheFieldsOfTheFormat() throws Exception {
    StreamRecord.Exit exit =
        new StreamRecord.Exit(
            137, -9, new OutputTotals(0, 5, 6), new OutputDigests("x:1", null, "crc32:0000000a"));
    ByteBuffer record = codec.encodeExit(exit, Examples.NOW);
    JsonNode read = STRANGER.readTree(bytes(record.duplicate()));
    assertEquals("event", read.get("type").textValue());
    assertEquals("exit", read.get("event").textValue());
    assertEquals(137, read.get("exit_code").intValue());
    assertEquals(-9, read.get("raw_return_code").intValue());
    assertEquals(exit, codec.decodeStream(copy(record)));
    assertEquals(
        new StreamRecord.Exit(3, 3, null, null),
        stream("{\"exit_code\": 3, \"event\": \"exit\", \"type\": \"event\"}"));
    assertEquals(
        new StreamRecord.Exit(3, 3, null, null),
        stream("{\"type\":\"event\",\"event\":\"exit\",\"exit_code\":3,\"raw_return_code\":null}"));
    assertThrows(MalformedJson.class, () -> stream("{\"type\":\"event\",\"event\":\"exit\"}"));
  }

  @Test
  void whatAForeignExitSaysOtherwiseIsNoError() throws Exception {
    String exit = "{\"type\":\"event\",\"event\":\"exit\",\"exit_code\":3,";
    assertEquals(
        new StreamRecord.Exit(3, 3, null, null),
        stream(exit + "\"totals\":null,\"digests\":[\"crc32:00000000\",{}]}"));
    assertEquals(
        new StreamRecord.Exit(3, 3, null, new OutputDigests(null, null, "md5:0")),
        stream(exit + "\"digests\":{\"pty\":7,\"stdout\":null,\"fd3\":{},\"stderr\":\"md5:0\"}}"));
  }

  @Test
  void eventsComeBack() throws Exception {
    assertEquals(
        new StreamRecord.Started(true),
        codec.decodeStream(copy(codec.encodeStarted(Examples.NOW))));
    assertEquals(
        new StreamRecord.StdinAck(5, true),
        codec.decodeStream(copy(codec.encodeStdinAck(5, Examples.NOW))));
    assertEquals(
        new StreamRecord.StdinAck(5, false),
        stream("{\"type\":\"event\",\"event\":\"stdin_ack\",\"bytes\":5}"));
    assertEquals(
        new StreamRecord.Next(3, 1L << 40),
        codec.decodeStream(copy(codec.encodeNext(3, 1L << 40, Examples.NOW))));
    assertInstanceOf(
        StreamRecord.PtyFallback.class,
        codec.decodeStream(copy(codec.encodePtyFallback(Examples.NOW))));
    assertEquals(
        new StreamRecord.WorkerError("a \"b\"\n"),
        codec.decodeStream(copy(codec.encodeWorkerError("a \"b\"\n", Examples.NOW))));
  }

  @Test
  void foreignRecordsAreRead() throws Exception {
    assertEquals(
        new StreamRecord.Started(false),
        stream("{\"type\": \"event\", \"event\": \"started\", \"ts\": \"2026\"}"));
    StreamRecord.Output output =
        assertInstanceOf(
            StreamRecord.Output.class,
            stream(
                "{\"data_b64\": \"Pz8\\u002b\\/w==\", \"new\": {\"a\": []}, \"channel\":"
                    + " \"stdout\", \"seq\": 4, \"type\": \"output\"}"));
    assertArrayEquals(new byte[] {'?', '?', '>', (byte) 0xff}, bytes(output.data()));
    assertInstanceOf(StreamRecord.Unknown.class, stream("{\"type\":\"metric\",\"value\":1.5}"));
    assertInstanceOf(StreamRecord.Unknown.class, stream("{\"type\":\"event\",\"event\":\"x\"}"));
    assertInstanceOf(StreamRecord.Unknown.class, stream("{}"));
    assertInstanceOf(
        StreamRecord.Unknown.class,
        stream("{\"type\":\"output\",\"channel\":\"fd3\",\"data_b64\":\"aGk=\"}"));
    assertThrows(
        MalformedJson.class,
        () -> stream("{\"type\":\"output\",\"channel\":\"pty\",\"data_b64\":\"a-_=\"}"));
  }

  @Test
  void inputComesBack() throws Exception {
    byte[] data = {0, 10, 13, -1};
    StdinRecord.Data back =
        assertInstanceOf(
            StdinRecord.Data.class,
            codec.decodeStdin(copy(codec.encodeStdin(3, data, 4, Examples.NOW))));
    assertEquals(3, back.seq());
    assertArrayEquals(data, bytes(back.data()));
    for (StdinRecord.Eof eof :
        new StdinRecord.Eof[] {
          new StdinRecord.Eof(4, 17, "crc32:00000000"), new StdinRecord.Eof(0, -1, null)
        }) {
      assertEquals(eof, codec.decodeStdin(copy(codec.encodeStdinEof(eof, Examples.NOW))));
    }
    assertEquals(
        new StdinRecord.Next(2, 9), codec.decodeStdin(copy(codec.encodeNext(2, 9, Examples.NOW))));
    assertEquals(
        new StdinRecord.Next(2, -1), codec.decodeStdin(utf8("{\"type\":\"next\",\"segment\":2}")));
    assertInstanceOf(
        StdinRecord.Unknown.class, codec.decodeStdin(utf8("{\"type\":\"window\",\"n\":1}")));
  }

  @Test
  void controlComesBack() throws Exception {
    ControlRecord[] all = {
      new ControlRecord.Signal(15),
      new ControlRecord.Resize(new TerminalSize(65_535, 1)),
      new ControlRecord.Ack(1L << 40, true),
      new ControlRecord.Ack(7, false),
      new ControlRecord.Alive(),
      new ControlRecord.Alive(1L << 40, 3, 0),
      new ControlRecord.Suspended()
    };
    for (ControlRecord each : all) {
      assertEquals(each, codec.decodeControl(copy(codec.encodeControl(1, each, Examples.NOW))));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> codec.encodeControl(1, new ControlRecord.Unknown(), Examples.NOW));
    ControlRecord tooWide =
        codec.decodeControl(utf8("{\"type\":\"resize\",\"cols\":70000,\"rows\":1}"));
    assertInstanceOf(ControlRecord.Unknown.class, tooWide);
  }

  @Test
  void totalsAddUpByChannel() {
    OutputTotals totals =
        OutputTotals.NONE.plus(OutputChannel.PTY, 1).plus(OutputChannel.STDOUT, 2);
    assertEquals(new OutputTotals(1, 2, 4), totals.plus(OutputChannel.STDERR, 4));
    assertEquals(7, totals.plus(OutputChannel.STDERR, 4).sum());
    assertNull(OutputChannel.ofWord("x"));
    assertTrue(SessionState.ofExit(0).isFinal());
    assertFalse(SessionState.RUNNING.isFinal());
  }

  @Test
  void bulkAsItIsWrittenHereTakesTheShortWayAndAllElseTheLongOne() throws Exception {
    byte[] data = {1, 2, 3, 4};
    ByteBuffer output = copy(codec.encodeOutput(5, OutputChannel.STDOUT, data, 4, Examples.NOW));
    StreamRecord.Output taken = codec.writtenOutput(output);
    assertEquals(5, taken.seq());
    assertEquals(OutputChannel.STDOUT, taken.channel());
    assertEquals(ByteBuffer.wrap(data), taken.data());
    ByteBuffer input = copy(codec.encodeStdin(6, data, 4, Examples.NOW));
    assertEquals(6, codec.writtenStdin(input).seq());
    assertEquals(ByteBuffer.wrap(data), codec.writtenStdin(input).data());

    String shape = new String(bytes(output.duplicate()), StandardCharsets.UTF_8);
    for (String other :
        List.of(
            shape.replace(":", ": "),
            shape.replace("}", ",\"sig\":\"AQID\"}"),
            shape.replace("\"seq\":5,", "").replace("{", "{\"seq\":5,"),
            shape.replace("stdout", "st\\u0064out"))) {
      StreamRecord.Output decoded = (StreamRecord.Output) stream(other);
      assertEquals(5, decoded.seq(), other);
      assertEquals(OutputChannel.STDOUT, decoded.channel(), other);
      assertEquals(ByteBuffer.wrap(data), decoded.data(), other);
    }
    assertNull(codec.writtenOutput(utf8(shape.replace("{", "{ "))));
    assertNull(codec.writtenOutput(utf8(shape.substring(0, shape.length() - 1))));
    assertNull(codec.writtenOutput(utf8(shape.replace("AQID", "AQ*D"))));
  }

  private StreamRecord stream(String text) throws MalformedJson {
    return codec.decodeStream(utf8(text));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As a tail would give it: the codec's own buffers are about to be reused. */
  private static ByteBuffer copy(ByteBuffer record) {
    return ByteBuffer.wrap(bytes(record));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
